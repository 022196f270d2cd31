import { answerFile } from '../http/cached-answer';
import { withPolicy, writePagePolicy } from '../http/own-page';
import base from '../http/own-page.css?raw';
import script from './bisect-page-script.js?raw';
import style from './bisect-page-style.css?raw';

// ComfyUI's page is shown in a frame as it is, from its own port: nothing is put into it, and what packs run there reaches neither bar nor API.

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ComfyUI</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
</head>
<body>
<header>
<h1 id="title" role="status">ComfyUI</h1>
<span id="detail"></span>
<details id="trial" hidden><summary id="count"></summary><ul id="packs"></ul></details>
<div id="buttons" hidden><button id="good" type="button"></button><button id="bad" type="button"></button></div>
<a id="again" href="/" hidden></a>
<p id="problem" role="alert" hidden></p>
</header>
<main>
<div id="wait"><span id="mark" class="mark" aria-hidden="true" hidden></span><p id="message" role="status"></p></div>
<iframe id="web" title="ComfyUI" allow="clipboard-read; clipboard-write; fullscreen" hidden></iframe>
</main>
<noscript>This page needs scripts.</noscript>
<script src="page.js"></script>
</body>
</html>
`;

/** Its own script and style and no other; the frame is a ComfyUI at a port of this machine that is known only later. */
const policy = writePagePolicy(
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  'frame-src http:',
);

/** The page on which a person judges the starts of a search, and what it consists of (docs/decisions/044-bisect.md). */
export const bisectParts = {
  page: withPolicy(answerFile(Buffer.from(page), 'text/html; charset=utf-8'), policy),
  script: answerFile(Buffer.from(script), 'text/javascript; charset=utf-8'),
  style: answerFile(Buffer.from(base + style), 'text/css; charset=utf-8'),
};
