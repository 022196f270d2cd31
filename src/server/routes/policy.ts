import { AppError } from '../../contract/errors';
import { dispatch } from '../../contract/operations';
import { Risk, type PolicyVerdict } from '../../contract/policy';
import { listPathEnds, readPathEnd } from '../http/path-ends';
import { answerJson } from '../http/respond';
import { row, type Row, type RowCall } from '../http/route-row';

type Explain = (operation: unknown) => Promise<PolicyVerdict>;

/** Where several paths end alike, the riskiest counts: nobody is told that more is allowed than is. */
function riskiest(verdicts: readonly PolicyVerdict[]): PolicyVerdict | undefined {
  const rank = ({ risk }: PolicyVerdict): number => Risk.options.indexOf(risk);
  return [...verdicts].sort((a, b) => rank(b) - rank(a))[0];
}

async function explainEnd(
  explain: Explain,
  name: unknown,
  ends: ReturnType<typeof listPathEnds>,
): Promise<PolicyVerdict> {
  try {
    return await explain(name);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input' || typeof name !== 'string') throw error;
    const verdicts = await Promise.all((ends.get(readPathEnd(name)) ?? []).map(explain));
    const verdict = riskiest(verdicts);
    if (verdict !== undefined) return verdict;
    const { message, remedy = '', details } = error;
    const known = [details['known'] ?? [], [...ends.keys()]].flat();
    throw new AppError('invalid-input', message, { remedy, details: { ...details, known } });
  }
}

/**
 * What the policy says: of one of its rows, of an operation, or of the end of a path. Rows and operations are the core's, and are asked first;
 * the ends are read off the table of all paths.
 */
export function explainRow(rows: () => readonly Row[]): Row {
  const asking = row({
    path: '/v2/policy/explain',
    operation: 'policy.explain',
    words: {
      tag: 'description',
      summary: 'Whether the policy allows something, and why',
      description:
        '`operation` is a row of the policy (`install-model`), an operation (`comfyui.reboot`), or the end of a path (`reboot`, `queue/start`). Of several paths that end alike the riskiest is told. Every 403 of the policy carries the same fields.\n\n' +
        '`permissions` is what the person at this machine allows the window for now; to callers of this API they open nothing.',
      answers: {
        200: {
          description: 'Allowed or not, the rule, what it was judged by, and what would allow it.',
          body: ['PolicyVerdict'],
        },
      },
      difference: 'Not in the reference, whose refusals have no words.',
    },
  });
  let ends: ReturnType<typeof listPathEnds> | undefined;
  return {
    ...asking,
    async call({ operations, fields: { query, body }, context }: RowCall) {
      const { operation, ...others } = { operation: undefined, ...query, ...body };
      const explain: Explain = (name) =>
        dispatch<'policy.explain'>(operations ?? {}, {
          name: 'policy.explain',
          input: { ...others, operation: name },
          context,
        });
      return answerJson(await explainEnd(explain, operation, (ends ??= listPathEnds(rows()))));
    },
  };
}
