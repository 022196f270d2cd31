import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { writePagePolicy } from '../http/own-page';
import base from '../http/own-page.css?raw';
import type { Answer } from '../http/respond';
import { chooseLanguage, type PageLanguage } from './page-language';
import ownScript from './starting-page-script.js?raw';
import words from './starting-page-words.js?raw';
import ownStyle from './starting-page-style.css?raw';

const style = base + ownStyle;
const script = words + ownScript;

const withoutScript: Record<PageLanguage, string> = {
  en: 'ComfyUI does not answer right now. Load this page again when it has started.',
  de: 'ComfyUI antwortet gerade nicht. Diese Seite erneut laden, wenn es gestartet ist.',
  'zh-CN': 'ComfyUI 现在没有响应。启动后重新加载此页面。',
};

/**
 * The page that stands in for the web UI while ComfyUI does not serve. It asks for the state itself, so it is the same page for every state, and
 * loads what it stands in for as soon as that is there.
 */
const writePage = (language: PageLanguage) => `<!doctype html>
<html lang="${language}">
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
<div class="buttons"><button id="start" type="button" hidden></button><button id="bare" class="plain" type="button" hidden></button></div>
<p id="next" hidden></p>
<dl id="facts" hidden></dl>
<pre id="log" role="log" tabindex="0" hidden></pre>
<noscript><p>${withoutScript[language]}</p></noscript>
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
function answerPage(language: PageLanguage): Answer {
  return {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': policy,
      'retry-after': '2',
      vary: 'accept-language',
      'x-starting-page': '1',
    },
    body: writePage(language),
  };
}

const pages: Record<PageLanguage, Answer> = {
  en: answerPage('en'),
  de: answerPage('de'),
  'zh-CN': answerPage('zh-CN'),
};

/** The page in the language that the browser of a person asks for. */
export function answerStartingPage({ headers }: Pick<IncomingMessage, 'headers'>): Answer {
  return pages[chooseLanguage(headers['accept-language'])];
}

/** Whether a person is waiting for a page: a browser's navigation, else a request that asks for HTML above all. */
export function wantsPage({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = headers['sec-fetch-mode'];
  return mode === 'navigate' || (headers.accept ?? '').trimStart().startsWith('text/html');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
