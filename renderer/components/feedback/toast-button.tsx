import type { ComponentProps, MouseEvent } from 'react';
import { Button } from '../button';

interface ToastButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick' | 'size'> {
  /** Closes the news. */
  close: () => void;
  onPress: () => void;
}

/** A button of a news: it closes the news, and then does what it says. */
export function ToastButton({ close, onPress, ...rest }: ToastButtonProps) {
  const press = (event: MouseEvent<HTMLElement>): void => {
    // The news give the focus back to where it was when they lose it: a dialog that is opened by them must not lose it to that.
    event.currentTarget.blur();
    close();
    onPress();
  };
  return <Button size="small" onClick={press} {...rest} />;
}
