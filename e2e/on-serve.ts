/** Whether what looks at no window runs on `cmdesk serve`, without Electron (`ON_SERVE=1`, as `npm run nightly` does once more). */
export const onServe = process.env['ON_SERVE'] === '1';
