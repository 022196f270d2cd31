import { Check, ChevronDown } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import { type RefObject, useRef, useState } from 'react';
import i18next, { t } from 'i18next';
import type { ComfyOption } from '../../../src/contract/comfyui/start-options';
import { classNames } from '../../components/class-names';
import { Menu, MenuChoice } from '../../components/menu';
import { type GivenOption, quoteWord, withOption, withoutOption, writeValues } from '../../state/comfyui/argument-line';
import { formatList } from '../../texts/formatting';
import { helpOfOption } from './option-help';

interface OptionProps {
  option: ComfyOption;
  given: GivenOption | undefined;
  line: string;
  onChange: (line: string) => void;
}

/** What an argument is called: its long form where it has one. */
export function nameOf({ flags }: ComfyOption): string {
  return flags.find((flag) => flag.startsWith('--')) ?? flags[0] ?? '';
}

function takesMany({ value }: ComfyOption): boolean {
  return value?.includes('...') ?? false;
}

function canBeBare({ value }: ComfyOption): boolean {
  return value === null || value.startsWith('[');
}

function ValueField({ inputRef, ...props }: OptionProps & { inputRef: RefObject<HTMLInputElement | null> }) {
  const { option, given, line, onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const isMany = takesMany(option);
  const values = given?.values ?? [];
  const shown = typed ?? (isMany ? writeValues(values) : values.join(' '));
  const type = (text: string): void => {
    setTyped(text);
    if (text.trim() !== '') onChange(withOption(line, option, isMany ? text : quoteWord(text)));
    else onChange(given && canBeBare(option) ? withOption(line, option, '') : withoutOption(line, option));
  };
  return (
    <input
      ref={inputRef}
      type="text"
      spellCheck={false}
      autoComplete="off"
      aria-label={t('comfy.arguments.value', { flag: nameOf(option) })}
      placeholder={given ? t('comfy.arguments.noValue') : (option.value ?? '')}
      value={shown}
      onChange={(event) => type(event.target.value)}
      onBlur={() => setTyped(null)}
      className="h-7 w-full min-w-0 rounded-control border border-border-strong bg-raised px-2 font-mono text-xs select-text hover:border-icon-faint focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
    />
  );
}

function ChoiceField({ option, given, line, onChange }: OptionProps) {
  const value = given?.values[0] ?? '';
  const options = [
    { value: '', label: canBeBare(option) && given ? t('comfy.arguments.noValue') : t('comfy.arguments.unset') },
    ...option.choices.map((choice) => ({ value: choice, label: choice })),
  ];
  const choose = (chosen: string): void =>
    onChange(chosen === '' ? withoutOption(line, option) : withOption(line, option, quoteWord(chosen)));
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`${t('comfy.arguments.value', { flag: nameOf(option) })}: ${value || t('comfy.arguments.unset')}`}
          className="flex h-7 w-full min-w-0 items-center gap-1.5 rounded-control border border-border-strong bg-raised px-2 text-left text-sm transition-colors hover:bg-hover data-[state=open]:bg-hover"
        >
          <span className={classNames('min-w-0 flex-1 truncate', value === '' ? 'text-faint' : 'font-mono text-xs')}>
            {value === '' ? t('comfy.arguments.unset') : value}
          </span>
          <ChevronDown aria-hidden size={12} className="shrink-0 text-faint" />
        </button>
      }
    >
      <MenuChoice value={value} options={options} onChoose={choose} />
    </Menu>
  );
}

/** One argument: whether it is given, its value, and what ComfyUI says about it. */
export function OptionRow(props: OptionProps) {
  const { option, given, line, onChange } = props;
  const inputRef = useRef<HTMLInputElement>(null);
  const name = nameOf(option);
  const toggle = (isOn: boolean): void => {
    if (!isOn) onChange(withoutOption(line, option));
    else if (canBeBare(option)) onChange(withOption(line, option, ''));
    else if (option.choices[0] !== undefined) onChange(withOption(line, option, quoteWord(option.choices[0])));
    // A value is needed: the cursor goes where it is written.
    else inputRef.current?.focus();
  };
  const help = helpOfOption(name, option.help, i18next.language);
  return (
    <li
      data-testid="comfy-option"
      data-flag={name}
      className="flex items-start gap-3 border-b border-border px-3.5 py-2 last:border-0"
    >
      <Checkbox.Root
        checked={given !== undefined}
        onCheckedChange={(checked) => toggle(checked === true)}
        aria-label={t('comfy.arguments.use', { flag: name })}
        className="mt-1.5 inline-flex size-4 shrink-0 items-center justify-center rounded-[4px] border border-icon-faint bg-raised text-on-accent data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Checkbox.Indicator>
          <Check aria-hidden size={12} strokeWidth={3} />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <div className="min-w-0 flex-1 py-1">
        <p className="font-mono text-sm break-words selectable">
          {option.flags.join(', ')}
          {option.value !== null && <span className="text-faint"> {option.value}</span>}
        </p>
        {help !== '' && (
          <p
            title={help === option.help ? undefined : option.help}
            className="mt-0.5 text-sm text-pretty break-words text-muted"
          >
            {help}
          </p>
        )}
        {option.exclusiveWith.length > 0 && (
          <p className="mt-0.5 text-sm break-words text-faint">
            {t('comfy.arguments.excludes', { flags: formatList(option.exclusiveWith) })}
          </p>
        )}
      </div>
      {option.value !== null && (
        <div className="w-52 shrink-0">
          {option.choices.length > 0 ? <ChoiceField {...props} /> : <ValueField {...props} inputRef={inputRef} />}
        </div>
      )}
    </li>
  );
}
