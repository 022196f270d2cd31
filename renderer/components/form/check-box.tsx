import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../class-names';

interface CheckBoxProps extends Omit<ComponentProps<'input'>, 'checked' | 'onChange'> {
  isChecked: boolean;
  onChoose: (isChecked: boolean) => void;
}

/** A check box. */
export function CheckBox({ isChecked, onChoose, className, ...rest }: CheckBoxProps) {
  return (
    <input
      type="checkbox"
      checked={isChecked}
      onChange={(event) => onChoose(event.target.checked)}
      className={classNames('size-4 shrink-0 accent-accent', className)}
      {...rest}
    />
  );
}

/** A check box with its words, of which each is a place to press. */
export function CheckLine({ className, children, ...box }: CheckBoxProps & { children: ReactNode }) {
  return (
    <label className={classNames('flex items-center gap-2', className)}>
      <CheckBox {...box} />
      {children}
    </label>
  );
}
