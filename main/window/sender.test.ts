import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isSamePage, isTrustedSender } from './sender';

const pageUrl = pathToFileURL('/opt/Comfy ünï/out/renderer/index.html').href;
const ours = { windowIds: new Set([1]), pageUrl };

describe('isSamePage', () => {
  it('accepts the page with any hash or query', () => {
    expect(isSamePage(pageUrl, pageUrl)).toBe(true);
    expect(isSamePage(`${pageUrl}?x=1#/packs?sort=name`, pageUrl)).toBe(true);
    expect(isSamePage('http://localhost:5173/#/packs', 'http://localhost:5173/')).toBe(true);
  });

  it.each([
    'file:///opt/other/index.html',
    `${pageUrl}/../evil.html`,
    'http://localhost/opt/Comfy%20%C3%BCn%C3%AF/out/renderer/index.html',
    'about:blank',
    'data:text/html,x',
    '',
  ])('refuses %s', (address) => {
    expect(isSamePage(address, pageUrl)).toBe(false);
  });

  it('refuses a host that only begins like ours', () => {
    expect(isSamePage('http://localhost:5173.evil.example/', 'http://localhost:5173/')).toBe(false);
  });
});

describe('isTrustedSender', () => {
  it('asks for a known window, its top frame and our page', () => {
    const frame = { url: pageUrl, parent: null };
    expect(isTrustedSender({ sender: { id: 1 }, senderFrame: frame }, ours)).toBe(true);
    expect(isTrustedSender({ sender: { id: 2 }, senderFrame: frame }, ours)).toBe(false);
    expect(isTrustedSender({ sender: { id: 1 }, senderFrame: null }, ours)).toBe(false);
    expect(isTrustedSender({ sender: { id: 1 }, senderFrame: { url: pageUrl, parent: frame } }, ours)).toBe(false);
    expect(isTrustedSender({ sender: { id: 1 }, senderFrame: { url: 'https://a.example/', parent: null } }, ours)).toBe(
      false,
    );
  });
});
