import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { writePagePolicy } from '../http/own-page';
import base from '../http/own-page.css?raw';
import type { Answer } from '../http/respond';
import script from './starting-page-script.js?raw';
import ownStyle from './starting-page-style.css?raw';

const style = base + ownStyle;

/**
 * The page that stands in for the web UI while ComfyUI does not serve. It asks for the state itself, so it is the same page for every state, and
 * loads what it stands in for as soon as that is there.
 */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ComfyUI</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body data-state="starting">
<main>
<header><span class="mark" aria-hidden="true"></span><div role="status"><h1 id="title">ComfyUI</h1></div></header>
<p id="notice" role="status" hidden></p>
<p id="problem" role="alert" hidden></p>
<button id="start" type="button" hidden>Start ComfyUI</button>
<dl id="facts" hidden></dl>
<pre id="log" role="log" aria-label="Last lines of ComfyUI" tabindex="0" hidden></pre>
<noscript><p>ComfyUI does not answer right now. Load this page again when it has started.</p></noscript>
</main>
<script type="module">${script}</script>
</body>
</html>
`;

/** Its own script and style, by their hashes, and no other. */
const policy = writePagePolicy(
  `script-src '${hashOf(script)}'`,
  `style-src '${hashOf(style)}'`,
  "connect-src 'self'",
  'img-src data:',
);

/** The page as an answer. 503: who is no person must not take it for ComfyUI. */
export const startingPage: Answer = {
  status: 503,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'retry-after': '2',
    'x-starting-page': '1',
  },
  body: page,
};

/** Whether a person is waiting for a page: a browser's navigation, else a request that asks for HTML above all. */
export function wantsPage({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = headers['sec-fetch-mode'];
  return mode === 'navigate' || (headers.accept ?? '').trimStart().startsWith('text/html');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
