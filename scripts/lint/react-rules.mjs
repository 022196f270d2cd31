// What lint says of the window: the recommended rules for hooks and for what is used without a mouse. Which of them are not ours, and why:
// docs/decisions/027-window-writes.md.
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';

/** These only say what the React Compiler, which we do not use, could not make faster; what they refuse is right without it. */
const compilerOnly = ['incompatible-library', 'refs', 'set-state-in-effect'];
/** These contradict what the accessibility tests of the running window (axe) ask for: boxes that scroll take the focus, rows of a grid do not. */
const againstAxe = ['no-noninteractive-tabindex', 'click-events-have-key-events', 'interactive-supports-focus'];

const without = (rules, prefix, names) =>
  Object.fromEntries(Object.entries(rules).filter(([name]) => !names.includes(name.replace(`${prefix}/`, ''))));
const asErrors = (rules) =>
  Object.fromEntries(
    Object.entries(rules).map(([name, setting]) => {
      const [severity, ...options] = [setting].flat();
      return [name, severity === 'off' || severity === 0 ? 'off' : ['error', ...options]];
    }),
  );

/** The rules for React in these files. @param {readonly string[]} files */
export function reactRules(files) {
  return {
    files: [...files],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: {
      ...asErrors(without(reactHooks.configs.flat.recommended.rules, 'react-hooks', compilerOnly)),
      ...asErrors(without(jsxA11y.flatConfigs.recommended.rules, 'jsx-a11y', againstAxe)),
      // The words of a label may stand in a block of their own beside its control.
      'jsx-a11y/label-has-associated-control': ['error', { assert: 'either', depth: 4 }],
      // A log is read with the keys of its own; a pointer has nothing to press there.
      'jsx-a11y/no-noninteractive-element-interactions': [
        'error',
        { handlers: ['onClick', 'onMouseDown', 'onMouseUp', 'onKeyPress'] },
      ],
    },
  };
}
