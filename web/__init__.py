"""What people see: the Flask factory and its pages."""
