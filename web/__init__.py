"""What people see: server-rendered pages that validate, run one use case and show one template."""
