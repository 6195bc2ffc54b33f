// What every peer shares: one line of JSON settings in the environment, a page writer, and the line the tests wait for.
import http from 'node:http';

export const settings = JSON.parse(process.env.SETTINGS ?? '{}');
export const port = Number(process.env.PORT);
export const base = process.env.BASE;

export const readBody = async (req) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
export const page = (res, status, body, headers = {}) => {
  const json = typeof body !== 'string';
  res.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers });
  res.end(json ? JSON.stringify(body, null, 1) : body);
};
export const go = (res, url, headers = {}) => { res.writeHead(303, { location: String(url), ...headers }); res.end(); };

/** Answers every request with handle; a fault is written to the log and answered as JSON, so that a test can show it. */
export function serve(name, handle) {
  const server = http.createServer(async (req, res) => {
    try {
      await handle(req, res, new URL(req.url, base));
    } catch (e) {
      console.log(`fault ${req.method} ${req.url}`, e.stack ?? e);
      if (!res.headersSent) page(res, e.statusCode ?? 500, { error: e.error ?? e.name, message: e.error_description ?? e.message });
    }
  });
  server.listen(port, '127.0.0.1', () => console.log(`ready ${name} ${base}`));
}
