import {
  Alert,
  Button,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  Content,
  Flex,
  List,
  ListItem,
  ProgressStep,
  ProgressStepper,
} from '@patternfly/react-core';
import { Link } from 'wouter';
import { RefusalAlert } from '../../forms/index.ts';
import type { Step } from '../../calls/index.ts';
import { useText } from '../../text/index.ts';
import { type Creation, nextOf, standing } from './creation.ts';
import type { Running } from './use-creation.ts';

type Look = 'success' | 'info' | 'danger' | 'pending';

interface Props {
  readonly running: Running;
  readonly creation: Creation;
  /** To the form as it was typed. */
  readonly onBack: () => void;
  /** To an empty form. */
  readonly onAnother: () => void;
}

/** The creation step by step; when it has stopped: what stands, and the two ways on. */
export function Progress({ running, creation, onBack, onAnother }: Props) {
  const { wizard: text } = useText();
  const { refusal, isBusy } = running;
  const { state } = creation;
  const isStopped = !isBusy && state !== 'done' && state !== 'removed';
  return (
    <Card className="lb-progress">
      <CardTitle component="h2">
        <span aria-live="polite">{useTitle(running, creation)}</span>
      </CardTitle>
      <CardBody>
        {state === 'removed' ? (
          <Content component="p">{text.takenBack}</Content>
        ) : (
          <Steps {...{ creation, running }} />
        )}
        {refusal !== undefined && (
          <div className="lb-fold">
            <RefusalAlert refusal={refusal} />
          </div>
        )}
        {isStopped && <Standing creation={creation} isInterrupted={refusal === undefined} />}
      </CardBody>
      <CardFooter>
        <Flex>
          {isStopped && (
            <>
              <Button onClick={running.goOn}>{text.goOn}</Button>
              {standing(creation).length > 0 ? (
                <Button variant="secondary" isDanger onClick={running.takeBack}>
                  {text.takeBack}
                </Button>
              ) : (
                <Button variant="secondary" onClick={onBack}>
                  {text.backToForm}
                </Button>
              )}
            </>
          )}
          {state === 'removed' && <Button onClick={onBack}>{text.backToForm}</Button>}
          {state === 'done' && (
            <>
              <Button
                component={(props) => (
                  <Link {...props} to={`/load-balancers/${String(creation.answers['pool']?.['id'])}`} />
                )}
              >
                {text.open}
              </Button>
              <Button variant="link" onClick={onAnother}>
                {text.another}
              </Button>
            </>
          )}
        </Flex>
      </CardFooter>
    </Card>
  );
}

function useTitle({ isBusy, refusal }: Running, { state }: Creation): string {
  const { wizard: text } = useText();
  if (state === 'done') return text.finished;
  if (state === 'removed') return text.takeBack;
  if (isBusy) return state === 'removing' ? text.takingBack : text.running;
  return refusal === undefined ? text.running : text.failed;
}

function Steps({ creation, running }: { readonly creation: Creation; readonly running: Running }) {
  const { wizard: text } = useText();
  const next = nextOf(creation);
  const lookOf = ({ key }: Step): Look => {
    if (creation.answers[key] !== undefined) return 'success';
    if (key !== next?.key || creation.state === 'removing') return 'pending';
    return running.refusal === undefined ? 'info' : 'danger';
  };
  const words = {
    success: text.stepDone,
    info: text.stepRunning,
    danger: text.stepFailed,
    pending: text.stepWaiting,
  };
  return (
    <ProgressStepper isVertical aria-label={text.running}>
      {creation.steps.map((step) => {
        const look = lookOf(step);
        const name = text.stepNamed(text.stepOf[step.kind], step.name);
        return (
          <ProgressStep
            key={step.key}
            id={`step-${step.key}`}
            titleId={`step-title-${step.key}`}
            variant={look}
            isCurrent={look === 'info'}
            aria-label={`${name}: ${words[look]}`}
          >
            <bdi>{name}</bdi>
          </ProgressStep>
        );
      })}
    </ProgressStepper>
  );
}

function Standing({
  creation,
  isInterrupted,
}: {
  readonly creation: Creation;
  readonly isInterrupted: boolean;
}) {
  const { wizard: text } = useText();
  const stands = standing(creation).toReversed();
  return (
    <Alert
      className="lb-fold"
      variant="info"
      isInline
      title={stands.length === 0 ? text.nothingStands : text.stands(stands.length)}
    >
      {isInterrupted && <p>{text.interrupted}</p>}
      <List>
        {stands.map(({ key, kind, name }) => (
          <ListItem key={key}>
            <bdi>{text.stepNamed(text.stepOf[kind], name)}</bdi>
          </ListItem>
        ))}
      </List>
    </Alert>
  );
}
