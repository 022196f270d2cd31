import { BlobSource, FLAC, Input, type InputFormat, MATROSKA, MP3, MP4, OGG, QTFF, WEBM } from 'mediabunny';
import type { Metadata } from './workflow-source';

const formats: readonly InputFormat[] = [MP4, QTFF, WEBM, MATROSKA, FLAC, MP3, OGG];

/** Texts among the tags: those of an MP3 lie one deeper, under the frame of what a program names itself. */
function listTexts(tags: object): [string, string][] {
  return Object.entries(tags).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const [first] = Array.isArray(value) ? (value as unknown[]) : [value];
    if (typeof first === 'string') return [[key.toLowerCase(), first]];
    return key === 'TXXX' && typeof value === 'object' && value !== null ? listTexts(value) : [];
  });
}

/** The texts that a film or a sound carries (MP4, MOV, WebM, MKV, FLAC, MP3, Ogg); its pictures and samples are not read. */
export async function readFilmTexts(file: Blob): Promise<Metadata> {
  using input = new Input({ source: new BlobSource(file), formats: [...formats] });
  const { raw = {}, comment } = await input.getMetadataTags();
  const texts = new Map(listTexts(raw));
  if (comment !== undefined && !texts.has('comment')) texts.set('comment', comment);
  return texts;
}
