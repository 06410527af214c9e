import { Card, CardBody, CardTitle, ExpandableSection, Form } from '@patternfly/react-core';
import { type FormEvent, useEffect, useState } from 'react';
import { useMayChange } from '../../api/session.ts';
import { useMemberPorts } from '../../balancing/index.ts';
import { Fields, problemsOf } from '../../forms/index.ts';
import { useText } from '../../text/index.ts';
import { Screen } from '../../ui/screen.tsx';
import { type FormState, INITIAL, changed, membersIn } from './form-state.ts';
import { MemberSection } from './member-section.tsx';
import { planOf } from './plan.ts';
import { NO_ERRORS, type PlacedErrors, placed } from './preview-errors.ts';
import { PreviewCard, type PreviewTab, usePreview } from './preview.tsx';
import { Progress } from './progress.tsx';
import { readForm, writeForm } from './stored.ts';
import { Summary } from './summary.tsx';
import { type Running, useCreation } from './use-creation.ts';
import { type Section, useSections } from './use-sections.ts';

/** The form, or what became of it. Both survive a reload. */
export function WizardScreen() {
  const { wizard: text } = useText();
  const [state, setState] = useState(readForm);
  const running = useCreation();
  const { creation, forget } = running;
  useEffect(() => writeForm(state), [state]);
  return (
    <Screen title={text.title} subtitle={<span className="lb-quiet">{text.intro}</span>}>
      {creation === undefined ? (
        <WizardForm state={state} onChange={setState} running={running} />
      ) : (
        <Progress
          running={running}
          creation={creation}
          onBack={forget}
          onAnother={() => {
            setState(INITIAL);
            forget();
          }}
        />
      )}
    </Screen>
  );
}

interface FormProps {
  readonly state: FormState;
  readonly onChange: (change: (old: FormState) => FormState) => void;
  readonly running: Running;
}

function WizardForm({ state, onChange, running }: FormProps) {
  const { common, balancing } = useText();
  const mayNot = useMayChange() ? undefined : common.readersMayNotChange;
  const [isStrict, setStrict] = useState(false);
  const ports = useMemberPorts();
  const { values } = state;
  const sections = useSections(values);
  const found = membersIn(state, ports);
  const fields = sections.flatMap((section) => [
    ...section.fields,
    ...section.folds.flatMap((fold) => fold.fields),
  ]);
  const wrong = Object.keys(problemsOf(fields, values)).length + found.problems.length;
  const wanted = { values, members: found.members };
  const [tab, setTab] = useState<PreviewTab>('none');
  const preview = usePreview(wanted, tab === 'files' && wrong === 0);
  const refused = wrong === 0 && preview.data !== undefined ? placed(preview.data.errors) : NO_ERRORS;
  const setValue = (name: string, value: string): void => onChange((old) => changed(old, name, value));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setStrict(true);
    if (wrong === 0 && mayNot === undefined) running.start(planOf(wanted));
  };
  return (
    <div className="lb-wizard">
      <Form id="create-form" className="lb-wizard-form" onSubmit={submit} noValidate>
        {sections.map((section) => (
          <Card key={section.key}>
            <CardTitle component="h2">{section.title}</CardTitle>
            <CardBody className="lb-fields">
              <Fields
                prefix="create"
                fields={section.fields}
                values={values}
                onChange={setValue}
                isStrict={isStrict}
                refusals={refused.fields}
              />
              {section.key === 'members' && (
                <MemberSection
                  state={state}
                  found={found}
                  refused={refused.members}
                  isStrict={isStrict}
                  ports={ports.map((port) => ({
                    value: port.id,
                    text: balancing.portNamed(
                      port.name,
                      port.fixed_ips.map(({ ip_address: each }) => each).join(', '),
                    ),
                  }))}
                  onValue={setValue}
                  onRows={(rows) => onChange((old) => ({ ...old, rows }))}
                />
              )}
              <Folds
                section={section}
                values={values}
                refused={refused}
                onChange={setValue}
                isStrict={isStrict}
              />
            </CardBody>
          </Card>
        ))}
        <PreviewCard wanted={wanted} isComplete={wrong === 0} tab={tab} onTab={setTab} query={preview} />
      </Form>
      <Summary state={state} found={found} wrong={wrong} mayNot={mayNot} />
    </div>
  );
}

interface FoldsProps {
  readonly section: Section;
  readonly values: FormState['values'];
  readonly refused: PlacedErrors;
  readonly onChange: (name: string, value: string) => void;
  readonly isStrict: boolean;
}

/** What is wrong is not hidden. */
function Folds({ section, values, refused, onChange, isStrict }: FoldsProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  return section.folds.map(({ key, heading, fields }) => {
    const isRefused = fields.some(({ name }) => refused.fields[name] !== undefined);
    const isWrong = isRefused || Object.keys(problemsOf(fields, values)).length > 0;
    const isOpen = open.has(key) || isWrong;
    return (
      <ExpandableSection
        key={key}
        className="lb-wide"
        toggleText={heading}
        isExpanded={isOpen}
        onToggle={(_, next) =>
          setOpen((old) => {
            const all = new Set(old);
            if (next) all.add(key);
            else all.delete(key);
            return all;
          })
        }
        isIndented
      >
        <div className="lb-fields">
          <Fields
            prefix="create"
            fields={fields}
            values={values}
            onChange={onChange}
            isStrict={isStrict}
            refusals={refused.fields}
          />
        </div>
      </ExpandableSection>
    );
  });
}
