"""A laboratory of real ticket systems and a real mail server on 127.0.0.1, with a proxy that cuts; see README.md."""
