"""The middle of the digital front line: plain Python that knows nothing of Rasa, Sanic or a browser."""
