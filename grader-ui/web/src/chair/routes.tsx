import { Route, Switch } from 'wouter-preact'
import { deskWords } from '../desk-words.ts'
import { addWords } from '../text.ts'
import { AgreedList, AgreedPage } from './agreed-page.tsx'
import { ChairDesk } from './chair-desk.tsx'
import { RetentionPage } from '../retention/retention-page.tsx'
import { ProtocolPage } from './protocol-page.tsx'
import { QualityPage } from './quality-page.tsx'
import { chairWords } from './words.ts'

addWords(deskWords)
addWords(chairWords)

/** The commission chair's pages. */
export const Desk = () => (
  <Switch>
    <Route path="/protocols/:school/:form">{({ school, form }) => <ProtocolPage schoolId={school} formId={form} />}</Route>
    <Route path="/quality/:form/:cipher">{({ form, cipher }) => <AgreedPage key={cipher} form={form} cipher={cipher} />}</Route>
    <Route path="/quality/:form">{({ form }) => <AgreedList form={form} />}</Route>
    <Route path="/quality" component={QualityPage} /><Route path="/retention"><RetentionPage desk="chair" /></Route><Route component={ChairDesk} />
  </Switch>
)
