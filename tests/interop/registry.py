"""A registry with one image behind Basic authentication, as far as a client goes that looks at it.

    with Registry("discred", token) as registry:
        "127.0.0.1:%d" % registry.port
"""

import base64
import hashlib
import http.server
import json
import threading

CONFIG = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}).encode()
DIGEST = "sha256:" + hashlib.sha256(CONFIG).hexdigest()
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
MANIFEST = json.dumps({
    "schemaVersion": 2, "mediaType": MANIFEST_TYPE, "layers": [],
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": DIGEST, "size": len(CONFIG)},
}).encode()
PAGES = {
    "/v2/": ("application/json", b"{}"),
    "/v2/x/manifests/latest": (MANIFEST_TYPE, MANIFEST),
    "/v2/x/blobs/" + DIGEST: ("application/octet-stream", CONFIG),
    "/v2/x/tags/list": ("application/json", b'{"name":"x","tags":["latest"]}'),
}


class Registry:
    def __init__(self, username, password):
        self.wanted = "Basic " + base64.b64encode(("%s:%s" % (username, password)).encode()).decode()
        self.refused = []  # the Authorization headers, None for a request without one
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def answer(self, status, kind, body, **headers):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def do_GET(self):
                given = self.headers["Authorization"]
                if given != registry.wanted:
                    registry.refused.append(given)
                    self.answer(401, "application/json", b'{"errors":[{"code":"UNAUTHORIZED"}]}',
                                WWW_Authenticate='Basic realm="registry"')
                elif self.path in PAGES:
                    self.answer(200, *PAGES[self.path])
                else:
                    self.answer(404, "application/json", b'{"errors":[{"code":"NOT_FOUND"}]}')

            do_HEAD = do_GET

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
