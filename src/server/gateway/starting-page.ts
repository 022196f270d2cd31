import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { writePagePolicy } from '../http/own-page';
import type { Answer } from '../http/respond';
import { chooseLanguage, type PageLanguage } from './page-language';
import ownScript from './starting-page-script.js?raw';
import style from './starting-page-style.css?raw';
import words from './starting-page-words.json';

/**
 * The page that stands in for the web UI while ComfyUI does not serve. It asks for the state itself, so it is the same page for every state, and
 * loads what it stands in for as soon as that is there.
 */
const writePage = (language: PageLanguage, script: string) => `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>ComfyUI</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<main>
<div role="status"><h1 id="title">ComfyUI</h1></div>
<p id="notice" role="status"></p>
<p id="problem" role="alert"></p>
<button id="start" type="button" hidden>${words[language].start}</button>
<pre id="log" tabindex="0"></pre>
<noscript><p>${words[language].withoutScript}</p></noscript>
</main>
<script type="module">${script}</script>
</html>
`;

/** The page as an answer, with its own script and style, by their hashes, and no other. 503: who is no person must not take it for ComfyUI. */
function answerPage(language: PageLanguage): Answer {
  const script = `const words = ${JSON.stringify(words[language])};\n${ownScript}`;
  const sources = [
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src 'self'",
    'img-src data:',
  ];
  return {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': writePagePolicy(...sources),
      'retry-after': '2',
      vary: 'accept-language',
      'x-starting-page': '1',
    },
    body: writePage(language, script),
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
