import { useChat } from "@ai-sdk/react";
import { createElement } from "react";
import { create } from "react-test-renderer";
import { SWRConfig } from "swr";

import { chatHook } from "../../chat_hook.mjs";

// 4.0 sends no chat id of its own: a dashboard puts it into `body`.
export const open = chatHook({ useChat, createElement, create, SWRConfig }, { sendsChatId: false });
