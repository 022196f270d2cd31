// What lint says of the window: the recommended rules for hooks and for what is used without a mouse. Which of them are not ours, and why:
// docs/rooms/renderer.md.
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';

/** This one only says that the React Compiler, which we do not use, leaves out components with a virtual list of @tanstack/react-virtual. */
const compilerOnly = 'react-hooks/incompatible-library';

const without = (rules, name) => Object.fromEntries(Object.entries(rules).filter(([known]) => known !== name));
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
      ...asErrors(without(reactHooks.configs.flat.recommended.rules, compilerOnly)),
      ...asErrors(jsxA11y.flatConfigs.recommended.rules),
      // A box that scrolls takes the focus, so that it scrolls with the keyboard (axe asks for it); it says by its role what it is.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['tabpanel', 'region', 'group', 'log'] }],
      // A log is read with the keys of its own; a pointer has nothing to press there.
      'jsx-a11y/no-noninteractive-element-interactions': [
        'error',
        { handlers: ['onClick', 'onMouseDown', 'onMouseUp', 'onKeyPress'] },
      ],
    },
  };
}
