/// <reference lib="webworker" />
// Reads the table of the catalogue beside the window's own thread: eighteen megabytes on their way would hold up its first rows and keys.

async function readFile(address: string): Promise<ArrayBuffer | null> {
  try {
    const answer = await fetch(address, { cache: 'no-store' });
    return answer.ok ? await answer.arrayBuffer() : null;
  } catch {
    return null;
  }
}

addEventListener('message', ({ data }: MessageEvent<string>) => {
  void readFile(data).then((buffer) => postMessage(buffer, buffer === null ? [] : [buffer]));
});
