import type { FailureKind } from './kind.ts'

/** How agents, and the hosts that they run on, fail. */
export const AGENTS = {
  AGENT_TIMEOUT: {
    class: 'permanent',
    http: 504,
    remedy: 'Give the card a smaller task, or its agent more time (timeout_s); its session can be continued.',
  },
  AGENT_DENIED: {
    class: 'permanent',
    http: 422,
    remedy: 'Give the agent a tool profile that allows what it wanted to do, or a card that needs less.',
  },
  AGENT_API_ERROR: {
    class: 'permanent',
    http: 502,
    remedy: "See the message: it is the model provider's. Overload and outages are tried again by themselves.",
  },
  AGENT_MAX_TURNS: {
    class: 'permanent',
    http: 422,
    remedy: 'Give the card a smaller task, or its agent more turns; its session can be continued.',
  },
  AGENT_BUDGET: {
    class: 'permanent',
    http: 422,
    remedy:
      'Raise max_budget_usd (or AGENT_DAY_BUDGET_USD for all runs of a card in a day), or give the card a smaller task.',
  },
  AGENT_LOGIN_REQUIRED: {
    class: 'permanent',
    http: 502,
    remedy:
      "Log the agent's tool in on its host as the SSH user, or give the orchestrator a key for it; see docs/agents.md.",
  },
  AGENT_USAGE_LIMIT: {
    class: 'throttled',
    http: 503,
    remedy: 'Nothing: the task goes on in the same session when the limit is lifted.',
  },
  AGENT_FAILED: {
    class: 'permanent',
    http: 422,
    remedy: "Read the agent's output: GET /api/agents/{task_id}/output.",
  },
  AGENT_MAX_HOPS: {
    class: 'permanent',
    http: 429,
    remedy: 'Look at the card: agents have worked on it as often as AGENT_MAX_HOPS allows in a day.',
  },
  GATE_FAILED: {
    class: 'permanent',
    http: 422,
    remedy: 'Read the output of the gate that the message names; the work is kept for the next run.',
  },
  NO_CHANGES: {
    class: 'permanent',
    http: 422,
    remedy: 'See in the summary why the agent changed nothing; say in the card what is to be changed.',
  },
  ANSWER_INVALID: {
    class: 'permanent',
    http: 422,
    remedy: 'Run it again: the agent did not answer in the form that was asked for.',
  },
  AGENT_HOST_UNREACHABLE: {
    class: 'transient',
    http: 502,
    remedy:
      'See that sshd runs on the host and that SSH_HOST, SSH_PORT, SSH_USER and the key are right; docs/agents.md.',
  },
  AGENT_HOST_UNFIT: {
    class: 'permanent',
    http: 502,
    remedy: 'Set up on the host what the message names; docs/agents.md lists all that a host needs.',
  },
  AGENT_HOST_UNTRUSTED: {
    class: 'permanent',
    http: 502,
    remedy: 'Check the host key by another way, and put it into the known_hosts file that SSH_KNOWN_HOSTS names.',
  },
  AGENT_COMMAND_FAILED: {
    class: 'transient',
    http: 502,
    remedy: 'Run the named command on the host as the SSH user to see why it fails.',
  },
  AGENT_UNKNOWN_TYPE: {
    class: 'permanent',
    http: 422,
    remedy: 'Use an agent type that templates/agents.yml (or the file of the workspace) names.',
  },
  AGENTS_INVALID: {
    class: 'permanent',
    http: 500,
    remedy:
      'Correct templates/agents.yml, or the file of the workspace, as the message says; docs/agents.md shows all of it.',
  },
  SIGNATURE_INVALID: {
    class: 'permanent',
    http: 401,
    remedy:
      "Sign the raw body with the sandbox's agent_webhook_secret: X-Webhook-Signature: sha256=<hex HMAC-SHA-256>.",
  },
} as const satisfies Record<string, FailureKind>
