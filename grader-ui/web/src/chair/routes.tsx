import { Route, Switch } from 'wouter-preact'
import { ChairDesk } from './chair-desk.tsx'
import { ProtocolPage } from './protocol-page.tsx'

/** The commission chair's pages. */
export const Desk = () => <Switch><Route path="/protocols/:school/:form">{({ school, form }) => <ProtocolPage schoolId={school} formId={form} />}</Route><Route component={ChairDesk} /></Switch>
