import { Chat } from "@ai-sdk/react";
import { DefaultChatTransport, lastAssistantMessageIsCompleteWithToolCalls } from "ai";

import { chatClass } from "../../chat_class.mjs";

export const open = chatClass({ Chat, DefaultChatTransport, lastAssistantMessageIsCompleteWithToolCalls });
