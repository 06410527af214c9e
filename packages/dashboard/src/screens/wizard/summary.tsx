import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import { subnetName, useFloatingIpOptions, useSubnets } from '../../balancing/index.ts';
import { useText } from '../../text/index.ts';
import type { FormState, MembersFound } from './form-state.ts';

interface Props {
  readonly state: FormState;
  readonly found: MembersFound;
  readonly wrong: number;
  readonly mayNot: string | undefined;
}

/** What will be made, in a glance, with the button that makes it. */
export function Summary({ state: { values }, found: { members }, wrong, mayNot }: Props) {
  const { wizard: text, balancing, common } = useText();
  const subnet = useSubnets().find(({ id }) => id === values['subnet_id']);
  const floatingIp = useFloatingIpOptions().find(({ value }) => value === values['floatingip_id']);
  const { name = '', protocol = '', protocol_port: port = '', address = '', type = '' } = values;
  const method = values['lb_method'] as keyof typeof balancing.methodShort;
  const isHttp = type === 'HTTP' || type === 'HTTPS';
  const monitor = text.monitorOf(type, isHttp ? (values['url_path'] ?? '') : '');
  const terms: readonly (readonly [string, string])[] = [
    [text.name, name.trim() || text.nothingYet],
    [balancing.subnet, subnet === undefined ? text.nothingYet : subnetName(subnet)],
    [balancing.vip, text.vipAt(protocol, port, address.trim())],
    [balancing.method, balancing.methodShort[method]],
    [balancing.members, members.length === 0 ? text.noMembers : text.members(members.length)],
    [balancing.monitor, values['monitor'] === 'false' ? text.noMonitor : monitor],
    [balancing.floatingIp, floatingIp?.text ?? common.none],
  ];
  return (
    <Card className="lb-summary">
      <CardTitle component="h2">{text.summary}</CardTitle>
      <CardBody>
        <DescriptionList isCompact>
          {terms.map(([term, value]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription>
                <bdi>{value}</bdi>
              </DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </CardBody>
      <CardFooter>
        <Button type="submit" form="create-form" isBlock isAriaDisabled={mayNot !== undefined}>
          {text.create}
        </Button>
        <p className="lb-quiet lb-hint" aria-live="polite">
          {mayNot ?? (wrong > 0 ? text.toFix(wrong) : '')}
        </p>
      </CardFooter>
    </Card>
  );
}
