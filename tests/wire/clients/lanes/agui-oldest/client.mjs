import { randomUUID } from "node:crypto";

import { HttpAgent } from "@ag-ui/client";

import { agent } from "../../agent.mjs";

export const open = agent({ HttpAgent, randomUUID });
