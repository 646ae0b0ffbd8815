from tests.support.prefect import prefect_server

__all__ = ["prefect_server"]
