import { z } from 'zod';
import { isSentence, type Sentence } from './message';

/** A sentence of an answer: in parts, so that a window says it in its own language. Over HTTP it is spelled out in English (`src/server/http/write-json.ts`). */
export const Notice = z.custom<Sentence>(isSentence);
