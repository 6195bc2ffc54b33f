// What both hosts share: bodies, answers, the line that the bench waits for.
import http from 'node:http';

export const port = Number(process.env.PORT);
export const base = `http://127.0.0.1:${port}`;
export const redirectUri = 'http://127.0.0.1:9999/cb';

export const readForm = async (req) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
};
export const json = (res, status, body) => {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' });
  res.end(text);
};
export const go = (res, url) => { res.writeHead(302, { location: url, 'content-length': 0 }); res.end(); };

/** Answers every request with handle; a fault is answered as JSON, so that the bench can show it. */
export function serve(handle) {
  const server = http.createServer(async (req, res) => {
    try {
      await handle(req, res, new URL(req.url, base));
    } catch (e) {
      if (!res.headersSent) json(res, 500, { error: e.name, message: e.message });
    }
  });
  server.keepAliveTimeout = 120_000;
  server.listen(port, '127.0.0.1');
}
