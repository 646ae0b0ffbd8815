"""What is said and how: message catalogue, templates, and the channels they leave by."""
