import openapi from '../../../docs/openapi.yaml?raw';
import { answerFile } from '../http/cached-answer';
import { withPolicy, writePagePolicy } from '../http/own-page';

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>ComfyUI Manager Desktop: API</title>
<link rel="icon" href="data:,">
<h1>The API of ComfyUI Manager Desktop</h1>
<p><a href="docs/openapi.yaml">openapi.yaml</a> describes every path. Any viewer of OpenAPI shows it.</p>
<p><a href="https://github.com/comfyui-manager-desktop/comfyui-manager-desktop/blob/main/docs/api.md">The guide</a> says how to begin, with examples.</p>
</html>
`;

/** The page that leads to the document, and the document, which is part of the bundle: no folder to find in a packaged app. */
export const docsParts = {
  page: withPolicy(answerFile(Buffer.from(page), 'text/html; charset=utf-8'), writePagePolicy('img-src data:')),
  document: answerFile(Buffer.from(openapi), 'application/yaml; charset=utf-8'),
};
