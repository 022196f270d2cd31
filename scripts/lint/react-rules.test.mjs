// The rules for React are shown what they are there for.
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { reactRules } from './react-rules.mjs';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.tsx'],
      languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    },
    reactRules(['**/*.tsx']),
  ],
});

async function findRules(code) {
  const [result] = await eslint.lintText(code, { filePath: 'place.tsx' });
  return result.messages.map(({ ruleId, fatal }) => (fatal ? 'unreadable' : ruleId));
}

describe('the rules for React', () => {
  it.each([
    ['react-hooks/rules-of-hooks', 'function Row({ a }) { if (a) useState(1); return null; }'],
    ['react-hooks/exhaustive-deps', 'function Row({ a }) { useEffect(() => { tell(a); }, []); return null; }'],
    ['react-hooks/purity', 'function Row() { return <p>{Date.now()}</p>; }'],
    ['react-hooks/refs', 'function Row() { const box = useRef(null); return <p>{box.current}</p>; }'],
    [
      'react-hooks/set-state-in-effect',
      'function Row({ a }) { const [b, setB] = useState(0); useEffect(() => { setB(a); }, [a]); return b; }',
    ],
    ['jsx-a11y/no-noninteractive-tabindex', 'const Row = () => <ul tabIndex={0}><li>a</li></ul>;'],
    ['jsx-a11y/click-events-have-key-events', 'const Row = () => <div role="row" onClick={go}>a</div>;'],
    ['jsx-a11y/interactive-supports-focus', 'const Row = () => <div role="row" onClick={go} onKeyDown={go}>a</div>;'],
    ['jsx-a11y/alt-text', 'const Row = () => <img src="a.png" />;'],
    ['jsx-a11y/label-has-associated-control', 'const Row = () => <label>Name</label>;'],
    ['jsx-a11y/no-autofocus', 'const Row = () => <input autoFocus />;'],
    ['jsx-a11y/no-noninteractive-element-interactions', 'const Row = () => <li onClick={go} onKeyDown={go}>a</li>;'],
  ])('%s', async (rule, code) => {
    expect(await findRules(code)).toContain(rule);
  });

  it('say nothing of what is sound', async () => {
    const code =
      'const Row = ({ go }) => <div tabIndex={0} role="log" onKeyDown={go}><label><input /> <b>Name</b></label></div>;';
    expect(await findRules(code)).toEqual([]);
  });
});
