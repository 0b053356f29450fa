import { isoTime } from './clock.ts'
import type { Application, PasswordCredential, ServicePrincipal } from './directory.ts'

/** A password as it is shown after its making: without its text. */
const shownPassword = ({ secretText, ...rest }: PasswordCredential): Record<string, unknown> => ({
  customKeyIdentifier: null,
  ...rest,
  hint: secretText.slice(0, 3),
  secretText: null,
})

const deletedDateTime = ({ deletedAt }: Application | ServicePrincipal): string | null =>
  deletedAt === undefined ? null : isoTime(deletedAt)

/** An application as Graph shows it. */
export const shownApplication = (application: Application): Record<string, unknown> => ({
  id: application.id,
  deletedDateTime: deletedDateTime(application),
  appId: application.appId,
  createdDateTime: application.createdDateTime,
  uniqueName: application.uniqueName,
  publisherDomain: 'contoso.onmicrosoft.com',
  identifierUris: [],
  keyCredentials: [],
  ...application.properties,
  web: { homePageUrl: null, logoutUrl: null, ...application.properties.web },
  passwordCredentials: application.passwords.map(shownPassword),
})

/** A service principal as Graph shows it; its name is that of its application. */
export const shownPrincipal = (principal: ServicePrincipal, displayName: string): Record<string, unknown> => ({
  id: principal.id,
  deletedDateTime: deletedDateTime(principal),
  appId: principal.appId,
  accountEnabled: true,
  appDisplayName: displayName,
  displayName,
  servicePrincipalType: 'Application',
  servicePrincipalNames: [principal.appId],
  tags: principal.tags,
})
