import { z } from 'zod';
import { answeredStatus } from '../../../base/http/failure';
import type { KnownModel } from '../../../contract/models';
import { answerMs, askHost } from './ask-host';
import type { ModelNetwork } from './remote-facts';

/** More words than that wake no model. */
const mostTriggers = 20;

const ShortText = z.string().min(1).max(300);

/** What Civitai answers about a version by the hash of one of its files (public API, `/api/v1/model-versions/by-hash`). */
const Answer = z.object({
  id: z.int().positive(),
  modelId: z.int().positive(),
  name: ShortText,
  baseModel: ShortText.nullish(),
  trainedWords: z.array(z.string()).nullish(),
  model: z.object({ name: ShortText }),
});

/**
 * What Civitai calls a file with this SHA-256; null where it knows none. It is told the hash and nothing else. The address of the page is made of numbers, never
 * taken from the answer. An answer of another form
 * tells nothing. Throws `download-failed`, `network-failed`, `cancelled`.
 */
export async function lookUpHash(
  sha256: string,
  network: ModelNetwork,
  signal?: AbortSignal,
): Promise<KnownModel | null> {
  const { url = '' } = network.civitai ?? {};
  if (url === '') return null;
  const address = `${url}/api/v1/model-versions/by-hash/${sha256}`;
  try {
    const answer = await askHost(address, network, { ...(signal && { signal }), timeoutMs: answerMs });
    const found = Answer.safeParse(answer).data;
    if (found === undefined) return null;
    return {
      ...{ name: found.model.name, version: found.name, base: found.baseModel ?? null },
      page: `${url}/models/${found.modelId}?modelVersionId=${found.id}`,
      triggers: (found.trainedWords ?? []).filter((word) => ShortText.safeParse(word).success).slice(0, mostTriggers),
    };
  } catch (error) {
    if (answeredStatus(error) === 404) return null;
    throw error;
  }
}
