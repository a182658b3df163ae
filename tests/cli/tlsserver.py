"""An https server on a loopback port, with certificates that were made for this file: each is its own authority, and they
share a key that nothing else has."""

import http.server
import ssl
import threading

KEY = (
    "MIGUAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHoweAIBAQQhAKI7aL6ldRPaZfQPuDgg4YY/HT0+Qa92NqmJV1rjJxcQoAoGCCqG"
    "SM49AwEHoUQDQgAELSj3VtX8xjf/2D8zv8+YdAVB6NtoKM1FuC+oC11wO6yOwD0PXwO/JFpNq7w7CWVQ5GRP8ihghjP3odM4DSM7"
    "kw==")

# For 127.0.0.1 and good until 2100; for another name; good in 2020 only; and not before 2099.
GOOD = (
    "MIIBNTCB3KADAgECAgEBMAoGCCqGSM49BAMCMA8xDTALBgNVBAMTBHRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEwMDAxMDEwMDAw"
    "MDBaMA8xDTALBgNVBAMTBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQtKPdW1fzGN//YPzO/z5h0BUHo22gozUW4L6gL"
    "XXA7rI7APQ9fA78kWk2rvDsJZVDkZE/yKGCGM/eh0zgNIzuToycwJTAPBgNVHREECDAGhwR/AAABMBIGA1UdEwEB/wQIMAYBAf8C"
    "AQAwCgYIKoZIzj0EAwIDSAAwRQIgTQZvGaTW5/1ZbSuqp0IPLfAVCpg0NNbDGxAcq+QzoTsCIQDV8FREbCyaRSk+NktlAT9qb7zx"
    "xIDGnMlfqFjFRMelIg==")
OTHER_NAME = (
    "MIIBPjCB5aADAgECAgEBMAoGCCqGSM49BAMCMA8xDTALBgNVBAMTBHRlc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEwMDAxMDEwMDAw"
    "MDBaMA8xDTALBgNVBAMTBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQtKPdW1fzGN//YPzO/z5h0BUHo22gozUW4L6gL"
    "XXA7rI7APQ9fA78kWk2rvDsJZVDkZE/yKGCGM/eh0zgNIzuTozAwLjAYBgNVHREEETAPgg1vdGhlci5leGFtcGxlMBIGA1UdEwEB"
    "/wQIMAYBAf8CAQAwCgYIKoZIzj0EAwIDSAAwRQIhANk1742R+xe9kpX5jxk1wzAasqFL5yNelUMZry9rKZ69AiAtqRr9uRjDt4sq"
    "SKJMLlvfjcFIFKqbjeQwiAFdW7uQmA==")
EXPIRED = (
    "MIIBNDCB2qADAgECAgEBMAoGCCqGSM49BAMCMA8xDTALBgNVBAMTBHRlc3QwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAw"
    "WjAPMQ0wCwYDVQQDEwR0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAELSj3VtX8xjf/2D8zv8+YdAVB6NtoKM1FuC+oC11w"
    "O6yOwD0PXwO/JFpNq7w7CWVQ5GRP8ihghjP3odM4DSM7k6MnMCUwDwYDVR0RBAgwBocEfwAAATASBgNVHRMBAf8ECDAGAQH/AgEA"
    "MAoGCCqGSM49BAMCA0kAMEYCIQCX3A6uZNdGuVssjChVnOpVh4/dAfP/53vjcLJ+2voW4AIhAKbS2mLj6sHy4KaDAKUItvM4pnJW"
    "JULzS7MOSFNwowcP")
NOT_YET = (
    "MIIBODCB3qADAgECAgEBMAoGCCqGSM49BAMCMA8xDTALBgNVBAMTBHRlc3QwIhgPMjA5OTAxMDEwMDAwMDBaGA8yMTAwMDEwMTAw"
    "MDAwMFowDzENMAsGA1UEAxMEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABC0o91bV/MY3/9g/M7/PmHQFQejbaCjNRbgv"
    "qAtdcDusjsA9D18DvyRaTau8OwllUORkT/IoYIYz96HTOA0jO5OjJzAlMA8GA1UdEQQIMAaHBH8AAAEwEgYDVR0TAQH/BAgwBgEB"
    "/wIBADAKBggqhkjOPQQDAgNJADBGAiEA19jNRpIWmm6lCeBcLQvz8btl8EWWRi0ekarATemCc4UCIQDKjFTDlnn3iOlgCyyYq8sf"
    "f05wKNO94ehtLz/poIQ1hg==")


def pem(kind, body):
    lines = [body[at:at + 64] for at in range(0, len(body), 64)]
    return "\n".join(["-----BEGIN %s-----" % kind, *lines, "-----END %s-----" % kind, ""])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"url": "wss://gateway.example"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    """Serves /gateway, and everything else, over TLS. `ca` is the file to trust."""

    daemon_threads = True

    def __init__(self, home, certificate=GOOD):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ca = home.write("ca.pem", pem("CERTIFICATE", certificate))
        key = home.write("server.key", pem("PRIVATE KEY", KEY))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.ca, key)
        self.url = "https://127.0.0.1:%d" % self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        # In the connection's own thread: one that breaks off, as a client does who trusts nobody, holds up no other.
        with self.context.wrap_socket(request, server_side=True) as tls:
            super().finish_request(tls, client_address)

    def handle_error(self, request, client_address):
        pass

    def stop(self):
        self.shutdown()
        self.server_close()
