import { useChat } from "@ai-sdk/react";
import { createElement } from "react";
import { create } from "react-test-renderer";
import { SWRConfig } from "swr";

import { chatHook } from "../../chat_hook.mjs";

export const open = chatHook({ useChat, createElement, create, SWRConfig }, { sendsChatId: true });
