"""`make whatsapp-sandbox`: the front line on WhatsApp without a Meta account, with a phone in the browser."""
