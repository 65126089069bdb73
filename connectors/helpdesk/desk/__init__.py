"""The built-in desk: sign-in, queue, pack and live conversation in the browser."""
