import { Route, Switch } from 'wouter-preact'
import { AuditPage } from './audit-page.tsx'
import { DrawPage } from './draw-page.tsx'
import { MunicipalityDesk } from './municipality-desk.tsx'
import { OpeningsPage } from './openings-page.tsx'
import { SamplePage } from './sample-page.tsx'
import { RetentionPage } from '../retention/retention-page.tsx'
import { CampaignPage } from './setup/campaign-page.tsx'
import { FormsPage } from './setup/forms-page.tsx'
import { PeoplePage } from './setup/people-page.tsx'
import { SchoolsPage } from './setup/schools-page.tsx'
import { deskWords } from '../desk-words.ts'
import { addWords } from '../text.ts'
import { publicWords } from '../public-words.ts'
import { municipalityWords } from './words.ts'

addWords(deskWords)
addWords(municipalityWords)
addWords(publicWords)

/** The municipal coordinator's pages. */
export const Desk = () => (
  <Switch>
    <Route path="/schools" component={SchoolsPage} /><Route path="/people" component={PeoplePage} /><Route path="/forms" component={FormsPage} />
    <Route path="/sample" component={SamplePage} /><Route path="/draw" component={DrawPage} /><Route path="/settings" component={CampaignPage} /><Route path="/openings" component={OpeningsPage} /><Route path="/audit" component={AuditPage} /><Route path="/retention"><RetentionPage desk="municipality" /></Route><Route component={MunicipalityDesk} />
  </Switch>
)
