"""Files into documents: finds them in folders and reads each format, trusting nothing in them."""
