import type { ComponentProps } from 'react';
import { Button } from '../button';

interface ToastButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick' | 'size'> {
  /** Closes the news. */
  close: () => void;
  onPress: () => void;
}

/** A button of a news: it closes the news, and then does what it says. */
export function ToastButton({ close, onPress, ...rest }: ToastButtonProps) {
  const press = (): void => {
    close();
    onPress();
  };
  return <Button size="small" onClick={press} {...rest} />;
}
