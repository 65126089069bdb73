"""A company's own systems, reached over the REST API of docs/back_office_api.yml."""

from connectors.back_office.http.service import HttpBackOffice

__all__ = ["HttpBackOffice"]
