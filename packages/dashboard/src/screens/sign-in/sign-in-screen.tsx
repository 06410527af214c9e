import {
  Alert,
  Button,
  Card,
  CardBody,
  CardHeader,
  Checkbox,
  Content,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
  Title,
} from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { asApiError } from '../../api/api-error.ts';
import { type AuthMode, type SignIn, sessionQuery, signIn } from '../../api/session.ts';
import { type Texts, useText } from '../../text/index.ts';
import { Centered } from '../../ui/states.tsx';

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly isSecret?: boolean;
  readonly autoComplete?: string;
}

function fieldsOf(auth: AuthMode, text: Texts['signIn']): readonly Field[] {
  if (auth === 'noauth')
    return [{ name: 'project_id', label: text.project, value: 'admin', hint: text.projectHint }];
  if (auth === 'token')
    return [{ name: 'token', label: text.tokenLabel, isSecret: true, autoComplete: 'current-password' }];
  return [
    { name: 'user', label: text.user, autoComplete: 'username' },
    { name: 'password', label: text.password, isSecret: true, autoComplete: 'current-password' },
    { name: 'project', label: text.project },
    { name: 'user_domain', label: text.userDomain, value: 'Default' },
    { name: 'project_domain', label: text.projectDomain, value: 'Default' },
  ];
}

function bodyOf(auth: AuthMode, values: FormData): SignIn {
  const of = (name: string): string => {
    const value = values.get(name);
    return typeof value === 'string' ? value : '';
  };
  if (auth === 'noauth') return { project_id: of('project_id').trim(), is_admin: values.has('is_admin') };
  if (auth === 'token') return { token: of('token').trim() };
  return {
    user: of('user'),
    password: of('password'),
    user_domain: of('user_domain'),
    project: of('project'),
    project_domain: of('project_domain'),
  };
}

export function SignInScreen({ auth }: { readonly auth: AuthMode }) {
  const { common, signIn: text } = useText();
  const client = useQueryClient();
  const [isAdmin, setAdmin] = useState(true);
  const attempt = useMutation({
    mutationFn: (body: SignIn) => signIn(body),
    onSuccess: (answer) => client.setQueryData(sessionQuery.queryKey, answer),
  });
  useEffect(() => {
    document.title = common.titleOf(text.title);
  }, [common, text]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    attempt.mutate(bodyOf(auth, new FormData(event.currentTarget)));
  };
  return (
    <main className="lb-sign-in-page">
      <Centered>
        <Card className="lb-sign-in">
          <CardHeader>
            <Title headingLevel="h1" className="lb-brand">
              <img src="/ui/icon.svg" alt="" width={32} height={32} />
              {common.product}
            </Title>
            <Content component="p">{text.subtitle}</Content>
          </CardHeader>
          <CardBody>
            <Form onSubmit={submit}>
              <Content component="p">{text[auth]}</Content>
              {attempt.error !== null && (
                <Alert variant="danger" isInline isLiveRegion title={text.refused}>
                  <bdi>{asApiError(attempt.error).message}</bdi>
                </Alert>
              )}
              {fieldsOf(auth, text).map(
                ({ name, label, value = '', hint, isSecret, autoComplete = 'off' }) => (
                  <FormGroup key={name} label={label} fieldId={name} isRequired>
                    <TextInput
                      id={name}
                      name={name}
                      defaultValue={value}
                      type={isSecret ? 'password' : 'text'}
                      autoComplete={autoComplete}
                      isRequired
                      {...(hint === undefined ? {} : { 'aria-describedby': `${name}-hint` })}
                    />
                    {hint !== undefined && (
                      <FormHelperText>
                        <HelperText id={`${name}-hint`}>
                          <HelperTextItem>{hint}</HelperTextItem>
                        </HelperText>
                      </FormHelperText>
                    )}
                  </FormGroup>
                ),
              )}
              {auth === 'noauth' && (
                <Checkbox
                  id="is_admin"
                  name="is_admin"
                  label={text.asAdmin}
                  description={text.asAdminHint}
                  isChecked={isAdmin}
                  onChange={(_, checked) => setAdmin(checked)}
                />
              )}
              <Button
                type="submit"
                variant="primary"
                isBlock
                isLoading={attempt.isPending}
                isDisabled={attempt.isPending}
              >
                {text.submit}
              </Button>
            </Form>
          </CardBody>
        </Card>
      </Centered>
    </main>
  );
}
