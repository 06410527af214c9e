import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import { type ReactNode, createContext, use, useMemo, useState } from 'react';
import { asApiError } from '../api/api-error.ts';
import { useText } from '../text/index.ts';

interface Toast {
  readonly key: number;
  readonly variant: 'success' | 'danger' | 'info';
  readonly title: string;
  readonly body?: ReactNode;
}

interface Say {
  readonly success: (title: string, body?: ReactNode) => void;
  /** In the API's words, with the id of the request. */
  readonly failure: (title: string, error: unknown) => void;
}

const ToastContext = createContext<Say | undefined>(undefined);
/** Failures stay until they are closed. */
const SUCCESS_MS = 6000;

let lastKey = 0;
const nextKey = (): number => (lastKey += 1);

export function Toasts({ children }: { readonly children: ReactNode }) {
  const { common } = useText();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const say = useMemo<Say>(() => {
    const add = (toast: Omit<Toast, 'key'>): void =>
      setToasts((old) => [...old, { ...toast, key: nextKey() }]);
    return {
      success: (title, body) => add({ variant: 'success', title, body }),
      failure: (title, error) => {
        const { message, requestId } = asApiError(error);
        add({
          variant: 'danger',
          title,
          body: (
            <>
              <bdi>{message}</bdi>
              {requestId !== undefined && <div className="lb-request-id">{requestId}</div>}
            </>
          ),
        });
      },
    };
  }, []);
  const close = (key: number): void => setToasts((old) => old.filter((toast) => toast.key !== key));
  return (
    <ToastContext value={say}>
      {children}
      <AlertGroup isToast isLiveRegion>
        {toasts.map(({ key, variant, title, body }) => (
          <Alert
            key={key}
            variant={variant}
            title={title}
            timeout={variant === 'danger' ? false : SUCCESS_MS}
            onTimeout={() => close(key)}
            actionClose={
              <AlertActionCloseButton aria-label={common.closeMessage(title)} onClose={() => close(key)} />
            }
          >
            {body}
          </Alert>
        ))}
      </AlertGroup>
    </ToastContext>
  );
}

export function useToasts(): Say {
  const say = use(ToastContext);
  if (say === undefined) throw new Error('no Toasts');
  return say;
}
