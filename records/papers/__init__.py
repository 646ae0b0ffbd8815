"""What is put on paper: registers and tables now, official papers in their own layout later."""
