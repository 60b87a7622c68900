"""The pages that customers see: booking, contact form, forms to fill in, and their own booking."""
