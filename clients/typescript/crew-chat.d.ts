// The types of Crew Chat's API. Made from its description by `make clients`: do not edit.

export interface paths {
  "/api/v1/chat/messages": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Follow the answer that is being written, where AI SDK 4 looks for it */
    get: operations["resume_chat"];
    put?: never;
    /** Ask a question; the answer streams as an AI SDK UI message stream, or in another protocol */
    post: operations["send_message"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/history": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Messages of a session, the newest page first, each page ascending */
    get: operations["read_history"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/agents": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The agents that you may ask */
    get: operations["list_agents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/search": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Search your own messages, newest first */
    get: operations["search_messages"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/messages/{message_id}/vote": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    /** Vote on an answer: -1, 1, or 0 for no vote */
    put: operations["cast_vote"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/messages/{session_id}/stream": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The same, where AI SDK clients look for it */
    get: operations["resume_messages"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/uploads": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Keep a file that is to come with a question */
    post: operations["upload_file"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/artifacts": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Charts, tables, summaries and files of a session, oldest first, or all of yours, newest first */
    get: operations["list_artifacts"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/artifacts/{artifact_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** One artifact, with its newest version */
    get: operations["read_artifact"];
    put?: never;
    post?: never;
    /** Delete an artifact with all its versions */
    delete: operations["delete_artifact"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/artifacts/{artifact_id}/versions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** All versions of an artifact, oldest first */
    get: operations["list_versions"];
    put?: never;
    /** Add a version to an artifact of yours; the earlier ones stay */
    post: operations["revise_artifact"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/artifacts/{artifact_id}/versions/{version}/content": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The bytes of a version, to be saved as a file */
    get: operations["download_artifact"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/artifacts/{artifact_id}/versions/{version}/link": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** A URL that gives the bytes of a version to whoever has it, for a short while */
    get: operations["link_artifact"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/organization/{organization_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Your sessions, for CROW's dashboard; the organization may only be yours */
    get: operations["list_crow_sessions"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/messages": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The newest messages of a session, ascending, for CROW's dashboard; with `page` pages from the oldest on */
    get: operations["list_crow_messages"];
    put?: never;
    /** Ask a question, for CROW's dashboard; the answer comes as a whole when it has ended */
    post: operations["ask_crow"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Your sessions, pinned first, then newest first; or those that are shown to your organization */
    get: operations["list_sessions"];
    put?: never;
    /** Make an empty session */
    post: operations["create_session"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/import": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Make a session of your own of one that was exported as JSON */
    post: operations["import_session"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** One session, yours or shown to your organization */
    get: operations["read_session"];
    put?: never;
    post?: never;
    /** Delete a session and everything in it; the receipt, for those who ask for it, says what there was */
    delete: operations["delete_session"];
    options?: never;
    head?: never;
    /** Rename, pin, archive or show a session of yours */
    patch: operations["update_session"];
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/agent": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The agent that the session asks, and what was chosen before, the newest page first, each page ascending */
    get: operations["read_session_agent"];
    put?: never;
    /** Choose the agent that the session asks from its next question on; null: the crew plans */
    post: operations["switch_agent"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/branch": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    /** Show the newest branch that goes through a message; the next question continues it */
    put: operations["show_branch"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/stop": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Stop whatever the session is answering */
    post: operations["stop_session"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/approvals": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Decide about the tool calls that the last answer waits for; it goes on in a turn of its own */
    post: operations["decide_approvals"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/stream": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Follow the answer that is being written; 204 when there is none */
    get: operations["stream_session"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/votes": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Your votes on the answers of a session, oldest first */
    get: operations["list_votes"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/export": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** A session as a file: Markdown for people, JSON to be imported */
    get: operations["export_session"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/sessions/{session_id}/shares": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Share a session as it is now: whoever gets the link may read it */
    post: operations["share_session"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/shares": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Your shares, newest first */
    get: operations["list_shares"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/shares/{share_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    post?: never;
    /** Revoke a share: its link shows nothing from now on */
    delete: operations["revoke_share"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/shared/{token}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** What somebody shared; the token is all it needs */
    get: operations["read_shared"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/turns/{turn_id}/stop": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Stop a turn: nothing of it is said or done after it is `stopped` */
    post: operations["stop_turn"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/turns/{turn_id}/feedback": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Your feedback on a turn */
    get: operations["read_feedback"];
    put?: never;
    /** Say why you stopped a turn, or what was wrong with one that failed */
    post: operations["give_feedback"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/turns/{turn_id}/stream": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Follow a turn from its first event, or after one (`?after=`, `Last-Event-ID`) */
    get: operations["stream_turn"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/turns/{turn_id}/timeline": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** What happened in a turn and when: waits, agents, calls of models and tools */
    get: operations["read_timeline"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/turns/{turn_id}/suggestions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** What could be asked after an answer; nothing while it has not been written */
    get: operations["read_suggestions"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/memories": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** What is remembered of what you said, newest first */
    get: operations["list_memories"];
    put?: never;
    post?: never;
    /** Forget all of it */
    delete: operations["forget_memories"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/chat/memories/{memory_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** One memory */
    get: operations["read_memory"];
    put?: never;
    post?: never;
    /** Forget a memory */
    delete: operations["forget_memory"];
    options?: never;
    head?: never;
    /** Correct a memory */
    patch: operations["change_memory"];
    trace?: never;
  };
  "/api/v1/me": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Who the credential says you are */
    get: operations["whoami"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/keys": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Keys of your organization, newest first */
    get: operations["list_keys"];
    put?: never;
    /** Make a key; its text is told once */
    post: operations["issue_key"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/keys/{key_id}/rotation": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Make a key that takes the place of another one, which ends after a grace time */
    post: operations["rotate_key"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/keys/{key_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    post?: never;
    /** End a key at once */
    delete: operations["revoke_key"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/users/{user_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    post?: never;
    /** Erase everything of a user of your organization; the receipt says what there was */
    delete: operations["erase_user"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/organization/erasure": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Erase everything of your organization, its keys too; the receipt says what there was */
    post: operations["erase_organization"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/pool": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The crew containers and who waits for them; for the organization that runs the installation */
    get: operations["read_pool"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/pool/{worker_id}/drain": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Give a crew container no more runs; those that it has go on */
    post: operations["drain_worker"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/queue": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Questions of the organization that wait or are being answered */
    get: operations["read_queue"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/audit": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Who did what to keys and data of your organization, newest first */
    get: operations["read_audit"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/budget": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** What your organization may spend on models in this month, and has */
    get: operations["read_budget"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/agents": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The agents of your organization, and what an agent may be given */
    get: operations["list_admin_agents"];
    put?: never;
    /** Make an agent of your organization's own */
    post: operations["create_admin_agent"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/admin/agents/{agent_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** One agent of your organization; its ETag is its version */
    get: operations["read_admin_agent"];
    /** Change an agent of your organization's own, if it is still as you saw it */
    put: operations["replace_admin_agent"];
    post?: never;
    /** Delete an agent of your organization's own; answers and histories still name it */
    delete: operations["delete_admin_agent"];
    options?: never;
    head?: never;
    /** Let an agent be asked in your organization, or not, also one that comes with the product */
    patch: operations["enable_admin_agent"];
    trace?: never;
  };
  "/api/v1/usage": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** What models were asked and what that cost, by day, user, agent or model */
    get: operations["read_usage"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/usage/calls": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Your own model calls, newest first */
    get: operations["list_calls"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Follow the answer that is being written, where AI SDK 4 looks for it */
    get: operations["follow_asked"];
    put?: never;
    /** Ask a question; the answer streams (003) */
    post: operations["ask_document"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/stream": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The same for those who ask there */
    get: operations["follow_asked_at_api_chat_stream"];
    put?: never;
    /** The same (002) */
    post: operations["ask_document_at_api_chat_stream"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/history": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Your sessions, pinned first, then newest first (003) */
    get: operations["list_chats"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/sessions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The same (002) */
    get: operations["list_chat_sessions"];
    put?: never;
    /** Make an empty session (002) */
    post: operations["create_chat_session"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/messages": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** A page of a session's messages, by offset (002) */
    get: operations["list_chat_messages"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/agent-switch": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Choose the agent that a session asks from its next question on (002) */
    post: operations["switch_session_agent"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/vote": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Vote on an answer (003) */
    patch: operations["vote_on_message"];
    trace?: never;
  };
  "/api/chat/agents": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The agents that you may ask (003) */
    get: operations["list_chat_agents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/{chat_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** One session (003) */
    get: operations["read_chat"];
    put?: never;
    post?: never;
    /** Delete a session and everything in it (003) */
    delete: operations["delete_chat"];
    options?: never;
    head?: never;
    /** Give a session another title (003) */
    patch: operations["rename_chat"];
    trace?: never;
  };
  "/api/chat/{chat_id}/messages": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** All messages of a session (003) */
    get: operations["list_ui_messages"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/{chat_id}/stream": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Follow the answer that is being written, where AI SDK clients look for it */
    get: operations["follow_chat"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/{chat_id}/switch-agent": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Choose the agent that the session asks from its next question on (003) */
    post: operations["switch_chat_agent"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/chat/{chat_id}/cancel": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Stop whatever the session is answering (003) */
    post: operations["cancel_chat"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/chat/completions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    get?: never;
    put?: never;
    /** Ask the crew or one agent as OpenAI's Chat Completions do, streamed or not */
    post: operations["complete"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The crew and its agents, as OpenAI lists models */
    get: operations["list_models"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** One of them */
    get: operations["read_model"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/livez": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The process is alive */
    get: operations["livez"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/readyz": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The service takes questions */
    get: operations["readyz"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/openapi.json": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** This description */
    get: operations["describe"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/docs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** This description, as a page for people */
    get: operations["show_docs"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/docs/style.css": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** Its style sheet */
    get: operations["show_style"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/panel/chat-panel.js": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The chat panel as an element for any page */
    get: operations["show_element"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/panel/assets/{file}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** A file of the chat panel */
    get: operations["show_asset"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    /** The chat panel */
    get: operations["show_page"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}

export interface operations {
  send_message: {
    parameters: {
      query?: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        /** only say what would become of the question; nothing is stored */
        explain?: boolean;
      };
      header?: {
        /** The same key is the same request: it is done once, and told again. Quotes around it are left out. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SendMessage"] | components["schemas"]["AiSdkBody"] | components["schemas"]["AguiBody"];
      };
    };
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id"?: string;
          /** The turn */
          "X-Chat-Turn-Id"?: string;
          /** Where the turn can be followed again */
          Location?: string;
          /** The agent that answers alone, if one does */
          "x-routing-agent-id"?: string;
          /** `1.0` for an agent that was chosen, else how sure it is, from 0 to 1 */
          "x-routing-confidence"?: string;
          /** `agent`: one answers alone; `workflow`: several at once; `orchestrate`: anything else */
          "x-routing-type"?: string;
          /** One sentence */
          "x-routing-reasoning"?: string;
          /** The turn */
          "x-routing-request-id"?: string;
          /** `atom`, `molecule`, `cell`, `organ` or `organism`: the effort that the question needs */
          "x-auto-complexity"?: string;
          /** `respond`: the gateway answers; `delegate`: one agent; `workflow`: several */
          "x-auto-action"?: string;
          /** How sure that is, from 0 to 1 */
          "x-auto-confidence"?: string;
          /** `true` when the question refers to what was said before */
          "x-auto-needs-memory"?: string;
          /** Tools that the question names, if it does */
          "x-auto-tool-hints"?: string;
          /** Tools that are used before a model is asked, where they are certain */
          "x-auto-first-tools"?: string;
          /** `true` when an answer to the same words is told again, as far as that is known by then */
          "x-auto-kept"?: string;
          /** What was understood and changes nothing, if there is any */
          "X-Chat-Ignored"?: string;
          /** `true` when the key was known: this is what was made before */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"] | components["schemas"]["ExplanationBody"];
        };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Request Timeout: `request_timeout` */
      408: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 408; code?: "request_timeout"; };
        };
      };
      /** Conflict: `approval_not_open`, `approvals_missing`, `nothing_to_continue`, `nothing_to_explain`, `session_busy` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 409;
            code?: "approval_not_open" | "approvals_missing" | "nothing_to_continue" | "nothing_to_explain" | "session_busy";
          });
        };
      };
      /** Request Entity Too Large: `artifact_too_large`, `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 413; code?: "artifact_too_large" | "content_too_large"; });
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `content_refused`, `file_url_refused`, `files_not_supported`, `idempotency_key_reused`, `image_refused`, `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 422;
            code?: "agent_unknown" | "content_refused" | "file_url_refused" | "files_not_supported" | "idempotency_key_reused" | "image_refused" | "invalid_request" | "unknown_protocol";
          });
        };
      };
      /** Too Many Requests: `budget_exceeded`, `organization_queue_full`, `session_queue_full`, `too_many_large_bodies`, `too_many_pictures`, `too_many_streams`, `too_many_uploads` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 429;
            code?: "budget_exceeded" | "organization_queue_full" | "session_queue_full" | "too_many_large_bodies" | "too_many_pictures" | "too_many_streams" | "too_many_uploads";
          });
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `draining`, `issuer_unavailable`, `large_bodies_full`, `pictures_unavailable`, `queue_full`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 503;
            code?: "artifacts_unavailable" | "draining" | "issuer_unavailable" | "large_bodies_full" | "pictures_unavailable" | "queue_full" | "storage_unavailable" | "streams_full";
          });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  resume_chat: {
    parameters: {
      query: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        after?: number;
        chatId: string;
      };
      header?: {
        /** Only what comes after the event of this number is told, byte for byte as before. */
        "Last-Event-ID"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id"?: string;
          /** The turn */
          "X-Chat-Turn-Id"?: string;
          /** Where the turn can be followed again */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** There is nothing to tell */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials`, `bad_request`, `event_not_reached` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request" | "event_not_reached"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "unknown_protocol"; });
        };
      };
      /** Too Many Requests: `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_streams"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable" | "streams_full"; });
        };
      };
    };
  };
  read_history: {
    parameters: {
      query: { session_id: string; limit?: number; before?: string; };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of messages, ascending; `before` is the cursor of the page before it. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["MessageList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_agents: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The agents that you may ask. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["AgentList"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  search_messages: {
    parameters: {
      query: {
        /** words that must all be there; the last one may be a beginning */
        q: string;
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of messages, newest first; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SearchResults"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  cast_vote: {
    parameters: { query?: never; header?: never; path: { message_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["CastVote"]; }; };
    responses: {
      /** Your vote on an answer. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["VoteBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  resume_messages: {
    parameters: {
      query?: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        after?: number;
      };
      header?: {
        /** Only what comes after the event of this number is told, byte for byte as before. */
        "Last-Event-ID"?: string;
      };
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id"?: string;
          /** The turn */
          "X-Chat-Turn-Id"?: string;
          /** Where the turn can be followed again */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** There is nothing to tell */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials`, `bad_request`, `event_not_reached` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request" | "event_not_reached"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "unknown_protocol"; });
        };
      };
      /** Too Many Requests: `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_streams"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable" | "streams_full"; });
        };
      };
    };
  };
  upload_file: {
    parameters: {
      query?: {
        /** of the file */
        name?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/octet-stream": string;
        "image/png": string;
        "image/jpeg": string;
        "image/gif": string;
        "image/webp": string;
      };
    };
    responses: {
      /** A file that waits for a question. With one it becomes an artifact of the session, of the same id. */
      201: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["UploadBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Request Timeout: `request_timeout` */
      408: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 408; code?: "request_timeout"; };
        };
      };
      /** Request Entity Too Large: `artifact_too_large`, `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 413; code?: "artifact_too_large" | "content_too_large"; });
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `content_refused`, `image_refused`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "content_refused" | "image_refused" | "invalid_request"; });
        };
      };
      /** Too Many Requests: `too_many_large_bodies`, `too_many_pictures`, `too_many_uploads` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 429; code?: "too_many_large_bodies" | "too_many_pictures" | "too_many_uploads"; });
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `issuer_unavailable`, `large_bodies_full`, `pictures_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 503;
            code?: "artifacts_unavailable" | "issuer_unavailable" | "large_bodies_full" | "pictures_unavailable" | "storage_unavailable";
          });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  list_artifacts: {
    parameters: {
      query?: {
        session_id?: string;
        turn_id?: string;
        kind?: "chart" | "table" | "summary" | "file" | "image";
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of the artifacts of a session, oldest first, or of all of yours, newest first; `after` is the cursor. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ArtifactList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  read_artifact: {
    parameters: { query?: never; header?: never; path: { artifact_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** An artifact and its newest version. Its bytes are at `…/versions/{version}/content`. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ArtifactBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  delete_artifact: {
    parameters: { query?: never; header?: never; path: { artifact_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  list_versions: {
    parameters: { query?: never; header?: never; path: { artifact_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** All versions of an artifact, oldest first. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["VersionList"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  revise_artifact: {
    parameters: { query?: never; header?: never; path: { artifact_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["ReviseArtifact"]; }; };
    responses: {
      /** An artifact and its newest version. Its bytes are at `…/versions/{version}/content`. */
      201: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ArtifactBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Timeout: `request_timeout` */
      408: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 408; code?: "request_timeout"; };
        };
      };
      /** Conflict: `kind_differs`, `too_many_versions` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 409; code?: "kind_differs" | "too_many_versions"; });
        };
      };
      /** Request Entity Too Large: `artifact_too_large`, `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 413; code?: "artifact_too_large" | "content_too_large"; });
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `content_refused`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "content_refused" | "invalid_request"; });
        };
      };
      /** Too Many Requests: `too_many_large_bodies` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_large_bodies"; };
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `issuer_unavailable`, `large_bodies_full`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 503;
            code?: "artifacts_unavailable" | "issuer_unavailable" | "large_bodies_full" | "storage_unavailable";
          });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  download_artifact: {
    parameters: {
      query?: {
        /** one of its `formats`; by default as it is stored */
        format?: "json" | "csv" | "md" | "png" | "svg" | "file" | "image";
      };
      header?: never;
      path: { artifact_id: string; version: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The bytes of a version, to be saved as a file */
      200: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": { [key: string]: unknown; };
          "text/csv": string;
          "text/markdown": string;
          "text/plain": string;
          "image/png": string;
          "image/svg+xml": string;
          "image/jpeg": string;
          "image/gif": string;
          "image/webp": string;
          "application/octet-stream": string;
        };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `format_unavailable`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "format_unavailable" | "invalid_request"; });
        };
      };
      /** Too Many Requests: `too_many_pictures` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_pictures"; };
        };
      };
      /** Internal Server Error: `artifact_lost` */
      500: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 500; code?: "artifact_lost"; };
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `issuer_unavailable`, `pictures_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 503;
            code?: "artifacts_unavailable" | "issuer_unavailable" | "pictures_unavailable" | "storage_unavailable";
          });
        };
      };
    };
  };
  link_artifact: {
    parameters: { query?: never; header?: never; path: { artifact_id: string; version: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Where a version can be read without a key, for a while. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["LinkBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `links_off` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 409; code?: "links_off"; };
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "artifacts_unavailable" | "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_crow_sessions: {
    parameters: {
      query?: { limit?: number; after?: string; };
      header?: never;
      path: { organization_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** Your sessions, in the order of the other list; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["CrowSessions"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_crow_messages: {
    parameters: {
      query?: { page?: number; limit?: number; };
      header?: never;
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** Messages of a session, ascending. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["CrowMessages"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  ask_crow: {
    parameters: {
      query?: never;
      header?: {
        /** The same key is the same request: it is done once, and told again. Quotes around it are left out. */
        "Idempotency-Key"?: string;
      };
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody: { content: { "application/json": components["schemas"]["CrowQuestion"]; }; };
    responses: {
      /** The answer, when it has ended. How is in `status`, and in words at the end of the message's text. */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id": string;
          /** The turn */
          "X-Chat-Turn-Id": string;
          /** Where the turn can be followed again */
          Location: string;
          /** The agent that answers alone, if one does */
          "x-routing-agent-id"?: string;
          /** `1.0` for an agent that was chosen, else how sure it is, from 0 to 1 */
          "x-routing-confidence"?: string;
          /** `agent`: one answers alone; `workflow`: several at once; `orchestrate`: anything else */
          "x-routing-type"?: string;
          /** One sentence */
          "x-routing-reasoning"?: string;
          /** The turn */
          "x-routing-request-id"?: string;
          /** `atom`, `molecule`, `cell`, `organ` or `organism`: the effort that the question needs */
          "x-auto-complexity"?: string;
          /** `respond`: the gateway answers; `delegate`: one agent; `workflow`: several */
          "x-auto-action"?: string;
          /** How sure that is, from 0 to 1 */
          "x-auto-confidence"?: string;
          /** `true` when the question refers to what was said before */
          "x-auto-needs-memory"?: string;
          /** Tools that the question names, if it does */
          "x-auto-tool-hints"?: string;
          /** Tools that are used before a model is asked, where they are certain */
          "x-auto-first-tools"?: string;
          /** `true` when an answer to the same words is told again, as far as that is known by then */
          "x-auto-kept"?: string;
          /** What was understood and changes nothing, if there is any */
          "X-Chat-Ignored"?: string;
          /** `true` when the key was known: this is what was made before */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: { "application/json": components["schemas"]["CrowAnswer"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `idempotency_key_reused`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "idempotency_key_reused" | "invalid_request"; });
        };
      };
      /** Too Many Requests: `budget_exceeded`, `organization_queue_full`, `session_queue_full`, `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 429;
            code?: "budget_exceeded" | "organization_queue_full" | "session_queue_full" | "too_many_streams";
          });
        };
      };
      /** Service Unavailable: `draining`, `issuer_unavailable`, `queue_full`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 503;
            code?: "draining" | "issuer_unavailable" | "queue_full" | "storage_unavailable" | "streams_full";
          });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  list_sessions: {
    parameters: {
      query?: {
        limit?: number;
        after?: string;
        /** what the title contains, whatever case and accents */
        q?: string;
        /** the archived ones instead of the others */
        archived?: boolean;
        /** only those that are pinned, or only those that are not */
        pinned?: boolean;
        /** everything that is shown to the organization, newest first, instead of your own */
        visibility?: "organization";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of sessions; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SessionList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  create_session: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: { content: { "application/json": components["schemas"]["CreateSession"]; }; };
    responses: {
      /** A new session; for CROW's dashboard with its id under the name that it reads. */
      201: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["CreatedSession"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  import_session: {
    parameters: {
      query?: never;
      header?: {
        /** The same key is the same request: it is done once, and told again. Quotes around it are left out. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { "application/json": components["schemas"]["SessionDocument"]; }; };
    responses: {
      /** A session. Pinned is what its owner pinned; to others it is not. */
      201: {
        headers: {
          /** `true` when the key was known: this is what was made before */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: { "application/json": components["schemas"]["SessionBody"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Timeout: `request_timeout` */
      408: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 408; code?: "request_timeout"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `idempotency_key_reused`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "idempotency_key_reused" | "invalid_request"; });
        };
      };
      /** Too Many Requests: `too_many_large_bodies` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_large_bodies"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `large_bodies_full`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "large_bodies_full" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_session: {
    parameters: { query?: never; header?: never; path: { session_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A session. Pinned is what its owner pinned; to others it is not. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SessionBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  update_session: {
    parameters: { query?: never; header?: never; path: { session_id: string; }; cookie?: never; };
    requestBody?: { content: { "application/json": components["schemas"]["UpdateSession"]; }; };
    responses: {
      /** A session. Pinned is what its owner pinned; to others it is not. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SessionBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  delete_session: {
    parameters: {
      query?: never;
      header?: {
        /** `return=representation`: say what was removed (RFC 7240). */
        Prefer?: string;
      };
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** What was erased. */
      200: {
        headers: {
          /** What was preferred and done */
          "Preference-Applied": "return=representation";
          [name: string]: unknown;
        };
        content: { "application/json": components["schemas"]["ReceiptBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_session_agent: {
    parameters: {
      query?: { limit?: number; before?: string; };
      header?: never;
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The agent that a session asks, and its choices: the newest page first, each ascending; `before` is a cursor. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SessionAgentBody"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  switch_agent: {
    parameters: { query?: never; header?: never; path: { session_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["SwitchAgent"]; }; };
    responses: {
      /** The agent that a session asks, and its choices: the newest page first, each ascending; `before` is a cursor. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SessionAgentBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "agent_unknown" | "invalid_request"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  show_branch: {
    parameters: { query?: never; header?: never; path: { session_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["ShowBranch"]; }; };
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  stop_session: {
    parameters: { query?: never; header?: never; path: { session_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The turns that were asked to stop. */
      202: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["StoppedTurns"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  decide_approvals: {
    parameters: { query?: never; header?: never; path: { session_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["DecideApprovals"]; }; };
    responses: {
      /** A turn and how far it is. */
      202: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["TurnBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `approval_not_open`, `approvals_missing` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 409; code?: "approval_not_open" | "approvals_missing"; });
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Too Many Requests: `organization_queue_full`, `session_queue_full` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 429; code?: "organization_queue_full" | "session_queue_full"; });
        };
      };
      /** Service Unavailable: `draining`, `issuer_unavailable`, `queue_full`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "draining" | "issuer_unavailable" | "queue_full" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  stream_session: {
    parameters: {
      query?: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        after?: number;
      };
      header?: {
        /** Only what comes after the event of this number is told, byte for byte as before. */
        "Last-Event-ID"?: string;
      };
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id"?: string;
          /** The turn */
          "X-Chat-Turn-Id"?: string;
          /** Where the turn can be followed again */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** There is nothing to tell */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials`, `bad_request`, `event_not_reached` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request" | "event_not_reached"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "unknown_protocol"; });
        };
      };
      /** Too Many Requests: `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_streams"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable" | "streams_full"; });
        };
      };
    };
  };
  list_votes: {
    parameters: {
      query?: { limit?: number; after?: string; };
      header?: never;
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of your votes, oldest first; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["VoteList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  export_session: {
    parameters: {
      query?: {
        /** `markdown` is for people; `json` has everything and can be imported */
        format?: "markdown" | "json";
      };
      header?: never;
      path: { session_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A session as a file: Markdown for people, JSON to be imported */
      200: {
        headers: { [name: string]: unknown; };
        content: { "text/markdown": string; "application/json": { [key: string]: unknown; }; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  share_session: {
    parameters: { query?: never; header?: never; path: { session_id: string; }; cookie?: never; };
    requestBody?: { content: { "application/json": components["schemas"]["ShareSession"]; }; };
    responses: {
      /** A share that was just made: its token is told once and not kept. */
      201: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["NewShareBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `too_many_shares` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 409; code?: "too_many_shares"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `session_too_large` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "session_too_large"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  list_shares: {
    parameters: {
      query?: { session_id?: string; limit?: number; after?: string; };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of your shares, newest first; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ShareList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  revoke_share: {
    parameters: { query?: never; header?: never; path: { share_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_shared: {
    parameters: { query?: never; header?: never; path: { token: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A session as it was when it was shared. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SharedSession"]; };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Too Many Requests: `too_many_shared_reads` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_shared_reads"; };
        };
      };
      /** Service Unavailable: `shared_reads_full`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "shared_reads_full" | "storage_unavailable"; });
        };
      };
    };
  };
  stop_turn: {
    parameters: { query?: never; header?: never; path: { turn_id: string; }; cookie?: never; };
    requestBody?: { content: { "application/json": components["schemas"]["StopTurn"]; }; };
    responses: {
      /** A turn and how far it is. */
      202: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["TurnBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  give_feedback: {
    parameters: { query?: never; header?: never; path: { turn_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["GiveFeedback"]; }; };
    responses: {
      /** Your feedback on a turn. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["FeedbackBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `turn_not_stopped` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 409; code?: "turn_not_stopped"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_feedback: {
    parameters: { query?: never; header?: never; path: { turn_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Your feedback on a turn. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["FeedbackBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  stream_turn: {
    parameters: {
      query?: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        after?: number;
      };
      header?: {
        /** Only what comes after the event of this number is told, byte for byte as before. */
        "Last-Event-ID"?: string;
      };
      path: { turn_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id": string;
          /** The turn */
          "X-Chat-Turn-Id": string;
          /** Where the turn can be followed again */
          Location: string;
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request`, `event_not_reached` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request" | "event_not_reached"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "unknown_protocol"; });
        };
      };
      /** Too Many Requests: `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_streams"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable" | "streams_full"; });
        };
      };
    };
  };
  read_timeline: {
    parameters: { query?: never; header?: never; path: { turn_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A turn as it went; spans in the order of their beginning, waits first. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["TimelineBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  read_suggestions: {
    parameters: { query?: never; header?: never; path: { turn_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Up to three questions; none while they are not written, or when there will be none. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["SuggestionsBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_memories: {
    parameters: {
      query?: {
        /** only what was said there */
        session_id?: string;
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** Your memories, newest first; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["MemoryList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  forget_memories: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** How many memories there were. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ForgottenMemories"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_memory: {
    parameters: { query?: never; header?: never; path: { memory_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Something that you said of yourself. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["MemoryBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  change_memory: {
    parameters: { query?: never; header?: never; path: { memory_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["ChangeMemory"]; }; };
    responses: {
      /** Something that you said of yourself. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["MemoryBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `memory_exists` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 409; code?: "memory_exists"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  forget_memory: {
    parameters: { query?: never; header?: never; path: { memory_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  whoami: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The user, in which organization, and as what. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Whoami"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_keys: {
    parameters: { query?: { limit?: number; after?: string; }; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A page of keys, newest first; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["KeyList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  issue_key: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["IssueKey"]; }; };
    responses: {
      /** A fresh key; `key` is told here only. */
      201: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["NewKeyBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  rotate_key: {
    parameters: { query?: never; header?: never; path: { key_id: string; }; cookie?: never; };
    requestBody?: { content: { "application/json": components["schemas"]["RotateKey"]; }; };
    responses: {
      /** A fresh key; `key` is told here only. */
      201: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["NewKeyBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  revoke_key: {
    parameters: { query?: never; header?: never; path: { key_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  erase_user: {
    parameters: { query?: never; header?: never; path: { user_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** What was erased. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ReceiptBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  erase_organization: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["EraseOrganization"]; }; };
    responses: {
      /** What was erased. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ReceiptBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_pool: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The crew containers, oldest first, and who waits for them. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["PoolBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  drain_worker: {
    parameters: { query?: never; header?: never; path: { worker_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_queue: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Questions of the organization that are open, oldest first. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["QueueBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  read_audit: {
    parameters: { query?: { limit?: number; after?: string; }; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A page of the audit log, newest first; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["AuditList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  read_budget: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A month of the organization, in millionths of the currency. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["BudgetBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_admin_agents: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** All agents of your organization, also those that are switched off, and what an agent may be given. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["AdminAgentList"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  create_admin_agent: {
    parameters: {
      query?: never;
      header?: {
        /** The same key is the same request: it is done once, and told again. Quotes around it are left out. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { "application/json": components["schemas"]["AgentDefinition"]; }; };
    responses: {
      /** An agent of your organization. A system agent comes with the product and has no version. */
      201: {
        headers: {
          /** `true` when the key was known: this is what was made before */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: { "application/json": components["schemas"]["AdminAgentBody"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Conflict: `agent_exists`, `agents_moved`, `too_many_agents` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 409; code?: "agent_exists" | "agents_moved" | "too_many_agents"; });
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `idempotency_key_reused`, `invalid_request`, `model_not_offered`, `tool_not_offered` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 422;
            code?: "idempotency_key_reused" | "invalid_request" | "model_not_offered" | "tool_not_offered";
          });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_admin_agent: {
    parameters: { query?: never; header?: never; path: { agent_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** An agent of your organization. A system agent comes with the product and has no version. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["AdminAgentBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  replace_admin_agent: {
    parameters: {
      query?: never;
      header: {
        /** The `etag` of what was changed: nothing is stored when there is another one by now. `*` is any. */
        "If-Match": string;
      };
      path: { agent_id: string; };
      cookie?: never;
    };
    requestBody: { content: { "application/json": components["schemas"]["AgentDefinition"]; }; };
    responses: {
      /** An agent of your organization. A system agent comes with the product and has no version. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["AdminAgentBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `agent_exists`, `agents_moved`, `last_agent`, `system_agent` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 409; code?: "agent_exists" | "agents_moved" | "last_agent" | "system_agent"; });
        };
      };
      /** Precondition Failed: `agent_changed` */
      412: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 412; code?: "agent_changed"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `model_not_offered`, `tool_not_offered` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "model_not_offered" | "tool_not_offered"; });
        };
      };
      /** Precondition Required: `version_required` */
      428: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 428; code?: "version_required"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  enable_admin_agent: {
    parameters: {
      query?: never;
      header?: {
        /** The `etag` of what was changed: nothing is stored when there is another one by now. `*` is any. */
        "If-Match"?: string;
      };
      path: { agent_id: string; };
      cookie?: never;
    };
    requestBody: { content: { "application/json": components["schemas"]["EnableAgent"]; }; };
    responses: {
      /** An agent of your organization. A system agent comes with the product and has no version. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["AdminAgentBody"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `agents_moved`, `last_agent` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 409; code?: "agents_moved" | "last_agent"; });
        };
      };
      /** Precondition Failed: `agent_changed` */
      412: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 412; code?: "agent_changed"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  delete_admin_agent: {
    parameters: {
      query?: never;
      header?: {
        /** The `etag` of what was changed: nothing is stored when there is another one by now. `*` is any. */
        "If-Match"?: string;
      };
      path: { agent_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** Done */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Conflict: `agents_moved`, `last_agent`, `system_agent` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 409; code?: "agents_moved" | "last_agent" | "system_agent"; });
        };
      };
      /** Precondition Failed: `agent_changed` */
      412: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 412; code?: "agent_changed"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  read_usage: {
    parameters: {
      query?: {
        /** first day */
        since?: string;
        /** last day; today unless it is named */
        until?: string;
        limit?: number;
        after?: string;
        /** what it is added up by */
        by?: "day" | "user" | "agent" | "model";
        /** whose usage; administrators see the organization's unless they ask for their own */
        scope?: "own" | "organization";
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** Usage, added up; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["UsageBody"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `admin_required`, `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "admin_required" | "organization_required" | "scope_missing"; });
        };
      };
      /** Unprocessable Entity: `invalid_request`, `span_refused` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "span_refused"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_calls: {
    parameters: {
      query?: {
        /** first day */
        since?: string;
        /** last day; today unless it is named */
        until?: string;
        limit?: number;
        after?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of model calls, newest first; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ModelCallList"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Unprocessable Entity: `invalid_request`, `span_refused` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "span_refused"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  ask_document: {
    parameters: {
      query?: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
      };
      header?: {
        /** The same key is the same request: it is done once, and told again. Quotes around it are left out. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: { "application/json": components["schemas"]["DocumentBody"] | components["schemas"]["AiSdkBody"]; };
    };
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id": string;
          /** The turn */
          "X-Chat-Turn-Id": string;
          /** Where the turn can be followed again */
          Location: string;
          /** The agent that answers alone, if one does */
          "x-routing-agent-id"?: string;
          /** `1.0` for an agent that was chosen, else how sure it is, from 0 to 1 */
          "x-routing-confidence"?: string;
          /** `agent`: one answers alone; `workflow`: several at once; `orchestrate`: anything else */
          "x-routing-type"?: string;
          /** One sentence */
          "x-routing-reasoning"?: string;
          /** The turn */
          "x-routing-request-id"?: string;
          /** `atom`, `molecule`, `cell`, `organ` or `organism`: the effort that the question needs */
          "x-auto-complexity"?: string;
          /** `respond`: the gateway answers; `delegate`: one agent; `workflow`: several */
          "x-auto-action"?: string;
          /** How sure that is, from 0 to 1 */
          "x-auto-confidence"?: string;
          /** `true` when the question refers to what was said before */
          "x-auto-needs-memory"?: string;
          /** Tools that the question names, if it does */
          "x-auto-tool-hints"?: string;
          /** Tools that are used before a model is asked, where they are certain */
          "x-auto-first-tools"?: string;
          /** `true` when an answer to the same words is told again, as far as that is known by then */
          "x-auto-kept"?: string;
          /** What was understood and changes nothing, if there is any */
          "X-Chat-Ignored"?: string;
          /** `true` when the key was known: this is what was made before */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Request Timeout: `request_timeout` */
      408: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 408; code?: "request_timeout"; };
        };
      };
      /** Conflict: `approval_not_open`, `approvals_missing`, `nothing_to_continue`, `nothing_to_explain`, `session_busy` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 409;
            code?: "approval_not_open" | "approvals_missing" | "nothing_to_continue" | "nothing_to_explain" | "session_busy";
          });
        };
      };
      /** Request Entity Too Large: `artifact_too_large`, `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 413; code?: "artifact_too_large" | "content_too_large"; });
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `content_refused`, `file_url_refused`, `files_not_supported`, `idempotency_key_reused`, `image_refused`, `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 422;
            code?: "agent_unknown" | "content_refused" | "file_url_refused" | "files_not_supported" | "idempotency_key_reused" | "image_refused" | "invalid_request" | "unknown_protocol";
          });
        };
      };
      /** Too Many Requests: `budget_exceeded`, `organization_queue_full`, `session_queue_full`, `too_many_large_bodies`, `too_many_pictures`, `too_many_streams`, `too_many_uploads` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 429;
            code?: "budget_exceeded" | "organization_queue_full" | "session_queue_full" | "too_many_large_bodies" | "too_many_pictures" | "too_many_streams" | "too_many_uploads";
          });
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `draining`, `issuer_unavailable`, `large_bodies_full`, `pictures_unavailable`, `queue_full`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 503;
            code?: "artifacts_unavailable" | "draining" | "issuer_unavailable" | "large_bodies_full" | "pictures_unavailable" | "queue_full" | "storage_unavailable" | "streams_full";
          });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  follow_asked: {
    parameters: {
      query: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        after?: number;
        chatId: string;
      };
      header?: {
        /** Only what comes after the event of this number is told, byte for byte as before. */
        "Last-Event-ID"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id"?: string;
          /** The turn */
          "X-Chat-Turn-Id"?: string;
          /** Where the turn can be followed again */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** There is nothing to tell */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials`, `bad_request`, `event_not_reached` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request" | "event_not_reached"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "unknown_protocol"; });
        };
      };
      /** Too Many Requests: `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_streams"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable" | "streams_full"; });
        };
      };
    };
  };
  ask_document_at_api_chat_stream: {
    parameters: {
      query?: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
      };
      header?: {
        /** The same key is the same request: it is done once, and told again. Quotes around it are left out. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: { "application/json": components["schemas"]["DocumentBody"] | components["schemas"]["AiSdkBody"]; };
    };
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id": string;
          /** The turn */
          "X-Chat-Turn-Id": string;
          /** Where the turn can be followed again */
          Location: string;
          /** The agent that answers alone, if one does */
          "x-routing-agent-id"?: string;
          /** `1.0` for an agent that was chosen, else how sure it is, from 0 to 1 */
          "x-routing-confidence"?: string;
          /** `agent`: one answers alone; `workflow`: several at once; `orchestrate`: anything else */
          "x-routing-type"?: string;
          /** One sentence */
          "x-routing-reasoning"?: string;
          /** The turn */
          "x-routing-request-id"?: string;
          /** `atom`, `molecule`, `cell`, `organ` or `organism`: the effort that the question needs */
          "x-auto-complexity"?: string;
          /** `respond`: the gateway answers; `delegate`: one agent; `workflow`: several */
          "x-auto-action"?: string;
          /** How sure that is, from 0 to 1 */
          "x-auto-confidence"?: string;
          /** `true` when the question refers to what was said before */
          "x-auto-needs-memory"?: string;
          /** Tools that the question names, if it does */
          "x-auto-tool-hints"?: string;
          /** Tools that are used before a model is asked, where they are certain */
          "x-auto-first-tools"?: string;
          /** `true` when an answer to the same words is told again, as far as that is known by then */
          "x-auto-kept"?: string;
          /** What was understood and changes nothing, if there is any */
          "X-Chat-Ignored"?: string;
          /** `true` when the key was known: this is what was made before */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Request Timeout: `request_timeout` */
      408: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 408; code?: "request_timeout"; };
        };
      };
      /** Conflict: `approval_not_open`, `approvals_missing`, `nothing_to_continue`, `nothing_to_explain`, `session_busy` */
      409: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 409;
            code?: "approval_not_open" | "approvals_missing" | "nothing_to_continue" | "nothing_to_explain" | "session_busy";
          });
        };
      };
      /** Request Entity Too Large: `artifact_too_large`, `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 413; code?: "artifact_too_large" | "content_too_large"; });
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `content_refused`, `file_url_refused`, `files_not_supported`, `idempotency_key_reused`, `image_refused`, `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 422;
            code?: "agent_unknown" | "content_refused" | "file_url_refused" | "files_not_supported" | "idempotency_key_reused" | "image_refused" | "invalid_request" | "unknown_protocol";
          });
        };
      };
      /** Too Many Requests: `budget_exceeded`, `organization_queue_full`, `session_queue_full`, `too_many_large_bodies`, `too_many_pictures`, `too_many_streams`, `too_many_uploads` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 429;
            code?: "budget_exceeded" | "organization_queue_full" | "session_queue_full" | "too_many_large_bodies" | "too_many_pictures" | "too_many_streams" | "too_many_uploads";
          });
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `draining`, `issuer_unavailable`, `large_bodies_full`, `pictures_unavailable`, `queue_full`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({
            status?: 503;
            code?: "artifacts_unavailable" | "draining" | "issuer_unavailable" | "large_bodies_full" | "pictures_unavailable" | "queue_full" | "storage_unavailable" | "streams_full";
          });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  follow_asked_at_api_chat_stream: {
    parameters: {
      query: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        after?: number;
        chatId: string;
      };
      header?: {
        /** Only what comes after the event of this number is told, byte for byte as before. */
        "Last-Event-ID"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id"?: string;
          /** The turn */
          "X-Chat-Turn-Id"?: string;
          /** Where the turn can be followed again */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** There is nothing to tell */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials`, `bad_request`, `event_not_reached` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request" | "event_not_reached"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "unknown_protocol"; });
        };
      };
      /** Too Many Requests: `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_streams"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable" | "streams_full"; });
        };
      };
    };
  };
  list_chats: {
    parameters: { query?: { limit?: number; after?: string; }; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Your sessions. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Chats"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  list_chat_sessions: {
    parameters: { query?: { limit?: number; after?: string; }; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Your sessions; `after` is the cursor of the next page. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ChatSessions"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `invalid_cursor` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "invalid_cursor"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  create_chat_session: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: { content: { "application/json": components["schemas"]["CreateChatSession"]; }; };
    responses: {
      /** A session. */
      201: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ChatSession"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "agent_unknown" | "invalid_request"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  list_chat_messages: {
    parameters: {
      query: { chatSessionId: string; limite?: number; offset?: number; ordem?: "asc" | "desc"; };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** A page of messages. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ChatMessages"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  switch_session_agent: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["SwitchSessionAgent"]; }; };
    responses: {
      /** What was chosen, and what before. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Switched"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "agent_unknown" | "invalid_request"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  vote_on_message: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["VoteOnMessage"]; }; };
    responses: {
      /** It was done. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Done"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  list_chat_agents: {
    parameters: { query?: { status?: string; }; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The agents that you may ask. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ChatAgents"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  read_chat: {
    parameters: { query?: never; header?: never; path: { chat_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A session. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Chat"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  rename_chat: {
    parameters: { query?: never; header?: never; path: { chat_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["RenameChat"]; }; };
    responses: {
      /** A session. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Chat"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 422; code?: "invalid_request"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  delete_chat: {
    parameters: { query?: never; header?: never; path: { chat_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** It was done. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Done"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  list_ui_messages: {
    parameters: { query?: never; header?: never; path: { chat_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** All messages of a session, ascending. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["UiMessages"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
    };
  };
  follow_chat: {
    parameters: {
      query?: {
        /** how the turn is told */
        protocol?: "ui" | "ui6" | "data" | "agui" | "openai" | "ndjson" | "json";
        after?: number;
      };
      header?: {
        /** Only what comes after the event of this number is told, byte for byte as before. */
        "Last-Event-ID"?: string;
      };
      path: { chat_id: string; };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** The turn, in the protocol that `?protocol=` or `Accept` names: `ui`, the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one `data: [DONE]`; the id of a frame is the number of its event; `ui6`, the same with the approvals of tool calls that AI SDK 6 and 7 know; `data`, the data stream of the AI SDK 4: a code, a colon and JSON on each line; `agui`, AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event; `openai`, chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone; `ndjson`, the events of the log, one JSON object a line; `json`, the whole turn as one document when it has ended, after line breaks that mean nothing */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id"?: string;
          /** The turn */
          "X-Chat-Turn-Id"?: string;
          /** Where the turn can be followed again */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
          "application/x-ndjson": string;
          "application/json": components["schemas"]["WholeAnswer"];
        };
      };
      /** There is nothing to tell */
      204: { headers: { [name: string]: unknown; }; content?: never; };
      /** Bad Request: `ambiguous_credentials`, `bad_request`, `event_not_reached` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 400; code?: "ambiguous_credentials" | "bad_request" | "event_not_reached"; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Not Acceptable: `not_acceptable` */
      406: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 406; code?: "not_acceptable"; };
        };
      };
      /** Unprocessable Entity: `invalid_request`, `unknown_protocol` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "invalid_request" | "unknown_protocol"; });
        };
      };
      /** Too Many Requests: `too_many_streams` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 429; code?: "too_many_streams"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable" | "streams_full"; });
        };
      };
    };
  };
  switch_chat_agent: {
    parameters: { query?: never; header?: never; path: { chat_id: string; }; cookie?: never; };
    requestBody: { content: { "application/json": components["schemas"]["SwitchChatAgent"]; }; };
    responses: {
      /** What was chosen, and what before. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Switched"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Request Entity Too Large: `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 413; code?: "content_too_large"; };
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 415; code?: "unsupported_media_type"; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 422; code?: "agent_unknown" | "invalid_request"; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  cancel_chat: {
    parameters: { query?: never; header?: never; path: { chat_id: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** It was done. */
      202: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Done"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 400; code?: "ambiguous_credentials"; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 401; code?: "invalid_token" | "not_authenticated"; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 403; code?: "organization_required" | "scope_missing"; });
        };
      };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & ({ status?: 503; code?: "issuer_unavailable" | "storage_unavailable"; });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 507; code?: "storage_full"; };
        };
      };
    };
  };
  complete: {
    parameters: {
      query?: never;
      header?: {
        /** The session to ask in, by our id or a name of yours; without it a new one is made. */
        "X-Chat-Session-Id"?: string;
        /** The same key is the same request: it is done once, and told again. Quotes around it are left out. */
        "Idempotency-Key"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: { content: { "application/json": components["schemas"]["CompletionBody"]; }; };
    responses: {
      /** A whole answer. */
      200: {
        headers: {
          /** The session */
          "X-Chat-Session-Id": string;
          /** The turn */
          "X-Chat-Turn-Id": string;
          /** Where the turn can be followed again */
          Location: string;
          /** The agent that answers alone, if one does */
          "x-routing-agent-id"?: string;
          /** `1.0` for an agent that was chosen, else how sure it is, from 0 to 1 */
          "x-routing-confidence"?: string;
          /** `agent`: one answers alone; `workflow`: several at once; `orchestrate`: anything else */
          "x-routing-type"?: string;
          /** One sentence */
          "x-routing-reasoning"?: string;
          /** The turn */
          "x-routing-request-id"?: string;
          /** `atom`, `molecule`, `cell`, `organ` or `organism`: the effort that the question needs */
          "x-auto-complexity"?: string;
          /** `respond`: the gateway answers; `delegate`: one agent; `workflow`: several */
          "x-auto-action"?: string;
          /** How sure that is, from 0 to 1 */
          "x-auto-confidence"?: string;
          /** `true` when the question refers to what was said before */
          "x-auto-needs-memory"?: string;
          /** Tools that the question names, if it does */
          "x-auto-tool-hints"?: string;
          /** Tools that are used before a model is asked, where they are certain */
          "x-auto-first-tools"?: string;
          /** `true` when an answer to the same words is told again, as far as that is known by then */
          "x-auto-kept"?: string;
          /** What was understood and changes nothing, if there is any */
          "X-Chat-Ignored"?: string;
          /** `true` when the key was known: this is what was made before */
          "Idempotency-Replayed"?: "true";
          [name: string]: unknown;
        };
        content: { "application/json": components["schemas"]["ChatCompletion"]; "text/event-stream": string; };
      };
      /** The body of every error. */
      409: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["OpenAiRefusal"]; };
      };
      /** The body of every error. */
      502: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["OpenAiRefusal"]; };
      };
      /** Bad Request: `ambiguous_credentials`, `bad_request` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "ambiguous_credentials" | "bad_request"; }; });
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "invalid_token" | "not_authenticated"; }; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "organization_required" | "scope_missing"; }; });
        };
      };
      /** Not Found: `model_not_found`, `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "model_not_found" | "not_found"; }; });
        };
      };
      /** Request Timeout: `request_timeout` */
      408: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & { error?: { code?: "request_timeout"; }; };
        };
      };
      /** Request Entity Too Large: `artifact_too_large`, `content_too_large` */
      413: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "artifact_too_large" | "content_too_large"; }; });
        };
      };
      /** Unsupported Media Type: `unsupported_media_type` */
      415: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & { error?: { code?: "unsupported_media_type"; }; };
        };
      };
      /** Unprocessable Entity: `agent_unknown`, `content_refused`, `file_url_refused`, `files_not_supported`, `idempotency_key_reused`, `image_refused`, `invalid_request` */
      422: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({
            error?: {
              code?: "agent_unknown" | "content_refused" | "file_url_refused" | "files_not_supported" | "idempotency_key_reused" | "image_refused" | "invalid_request";
            };
          });
        };
      };
      /** Too Many Requests: `budget_exceeded`, `organization_queue_full`, `session_queue_full`, `too_many_large_bodies`, `too_many_pictures`, `too_many_streams`, `too_many_uploads` */
      429: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({
            error?: {
              code?: "budget_exceeded" | "organization_queue_full" | "session_queue_full" | "too_many_large_bodies" | "too_many_pictures" | "too_many_streams" | "too_many_uploads";
            };
          });
        };
      };
      /** Service Unavailable: `artifacts_unavailable`, `draining`, `issuer_unavailable`, `large_bodies_full`, `pictures_unavailable`, `queue_full`, `storage_unavailable`, `streams_full` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({
            error?: {
              code?: "artifacts_unavailable" | "draining" | "issuer_unavailable" | "large_bodies_full" | "pictures_unavailable" | "queue_full" | "storage_unavailable" | "streams_full";
            };
          });
        };
      };
      /** Insufficient Storage: `storage_full` */
      507: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & { error?: { code?: "storage_full"; }; };
        };
      };
    };
  };
  list_models: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Everybody who can be asked. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ModelList"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & { error?: { code?: "ambiguous_credentials"; }; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "invalid_token" | "not_authenticated"; }; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "organization_required" | "scope_missing"; }; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "issuer_unavailable" | "storage_unavailable"; }; });
        };
      };
    };
  };
  read_model: {
    parameters: { query?: never; header?: never; path: { model: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Who can be asked: the crew, or one of its agents. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Model"]; };
      };
      /** Bad Request: `ambiguous_credentials` */
      400: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & { error?: { code?: "ambiguous_credentials"; }; };
        };
      };
      /** Unauthorized: `invalid_token`, `not_authenticated` */
      401: {
        headers: {
          /** How to authenticate */
          "WWW-Authenticate": string;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "invalid_token" | "not_authenticated"; }; });
        };
      };
      /** Forbidden: `organization_required`, `scope_missing` */
      403: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "organization_required" | "scope_missing"; }; });
        };
      };
      /** Not Found: `model_not_found`, `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "model_not_found" | "not_found"; }; });
        };
      };
      /** Service Unavailable: `issuer_unavailable`, `storage_unavailable` */
      503: {
        headers: {
          /** Seconds */
          "Retry-After": number;
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["OpenAiRefusal"] & ({ error?: { code?: "issuer_unavailable" | "storage_unavailable"; }; });
        };
      };
    };
  };
  livez: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The process is alive. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["Health"]; };
      };
    };
  };
  readyz: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Whether the service can take questions. */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ReadinessBody"]; };
      };
      /** Whether the service can take questions. */
      503: {
        headers: { [name: string]: unknown; };
        content: { "application/json": components["schemas"]["ReadinessBody"]; };
      };
    };
  };
  describe: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** This description */
      200: {
        headers: { [name: string]: unknown; };
        content: { "application/json": { [key: string]: unknown; }; };
      };
    };
  };
  show_docs: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** This description, as a page for people */
      200: { headers: { [name: string]: unknown; }; content: { "text/html": string; }; };
    };
  };
  show_style: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** Its style sheet */
      200: { headers: { [name: string]: unknown; }; content: { "text/css": string; }; };
    };
  };
  show_element: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The chat panel as an element for any page */
      200: { headers: { [name: string]: unknown; }; content: { "text/javascript": string; }; };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
    };
  };
  show_asset: {
    parameters: { query?: never; header?: never; path: { file: string; }; cookie?: never; };
    requestBody?: never;
    responses: {
      /** A file of the chat panel */
      200: { headers: { [name: string]: unknown; }; content: { "text/javascript": string; }; };
      /** Not Found: `not_found` */
      404: {
        headers: { [name: string]: unknown; };
        content: {
          "application/problem+json": components["schemas"]["Problem"] & { status?: 404; code?: "not_found"; };
        };
      };
    };
  };
  show_page: {
    parameters: { query?: never; header?: never; path?: never; cookie?: never; };
    requestBody?: never;
    responses: {
      /** The chat panel */
      200: { headers: { [name: string]: unknown; }; content: { "text/html": string; }; };
    };
  };
}

export interface components {
  schemas: {
    /** An agent of your organization. A system agent comes with the product and has no version. */
    AdminAgentBody: {
      id: string;
      kind: "system" | "own";
      definition: components["schemas"]["AgentDefinition"];
      /** it can be asked: it is enabled, no system agent has its slug, and there is room for it */
      is_active: boolean;
      /** counts its changes; quoted, it is the ETag */
      version: number | null;
      /** null: a system agent, or somebody who was erased */
      created_by: string | null;
      created_at: string | null;
      updated_by: string | null;
      updated_at: string | null;
    };
    /** All agents of your organization, also those that are switched off, and what an agent may be given. */
    AdminAgentList: {
      agents: components["schemas"]["AdminAgentBody"][];
      offered_tools: components["schemas"]["OfferedTool"][];
      /** other models than the one that all agents ask */
      offered_models: string[];
      /** `admin` and `member`, of which everybody has one; then others that your agents are for */
      roles: string[];
      /** how many agents of its own your organization may have */
      most_own: number;
    };
    /** An agent that can be asked. */
    AgentBody: {
      id: string;
      slug: string;
      name: string;
      /** what it knows */
      description: string;
      tools: string[];
      /** questions for it */
      examples: string[];
    };
    /** What an agent did. */
    AgentData: {
      agent: string;
      name: string;
      state: "done" | "failed" | "timeout" | "stopped";
      startedAt: number;
      finishedAt?: number;
      toolCallIds: string[];
      toolTimes?: { [key: string]: components["schemas"]["ToolTimes"]; };
      note?: string;
      agentId?: string;
    };
    /** An agent as it is written down: what GET tells and PUT takes. */
    AgentDefinition: {
      /** its name in `@slug`, in events and for OpenAI's clients */
      slug: string;
      name: string;
      /** what it knows: questions find it by this and by the examples */
      description: string;
      role: string;
      goal: string;
      /** how it works and answers, as Markdown */
      prompt: string;
      /** names from the list's `offered_tools` */
      tools?: string[];
      /** those of them that it uses only when a person approves of the call */
      approval?: string[];
      /** questions for it */
      examples?: string[];
      /** one of the list's `offered_models`; null: as all others */
      model?: string | null;
      /** who may ask it: `admin`, `member`, or a role as your tokens call it; none: everybody */
      roles?: string[];
      is_enabled?: boolean;
    };
    /** An agent is done; `note` is a short safe sentence when it did not succeed. */
    AgentFinished: {
      type: "agent-finished";
      /** number in the log, where it is in it */
      seq?: number;
      agent: string;
      name: string;
      outcome: "done" | "failed" | "timeout" | "stopped";
      at: number;
      note?: string | null;
    };
    /** A choice of a session. `agentId` is null where nobody was chosen. */
    AgentHistoryEntry: {
      agentId: string | null;
      agentName: string;
      switchedAt: string;
      messageCount: number;
      reason: string;
    };
    /** The agents that you may ask. */
    AgentList: { agents: components["schemas"]["AgentBody"][]; };
    /** An agent that has ended. */
    AgentPart: { type: "data-agent"; id: string; data: components["schemas"]["AgentData"]; };
    /** An agent sets to work. `agent` is its slug, unique within the turn; `agent_id` names it for good. */
    AgentStarted: {
      type: "agent-started";
      /** number in the log, where it is in it */
      seq?: number;
      agent: string;
      name: string;
      at: number;
      agent_id?: string | null;
    };
    /** A choice that was made; it stays as it was written then. */
    AgentSwitchBody: {
      agent_id: string | null;
      agent_name: string;
      switched_at: string;
      /** messages of the session at that moment */
      message_count: number;
      reason: string;
    };
    /** The body of AG-UI, `RunAgentInput`; `threadId` is the session. */
    AguiBody: {
      threadId: string;
      runId: string;
      messages: components["schemas"]["ClientMessage"][];
      [key: string]: unknown;
    };
    /** The body of AI SDK 4 to 7; `id` is the session, under the client's name or ours, and absent for a new one. */
    AiSdkBody: {
      id?: string | null;
      messages: components["schemas"]["ClientMessage"][];
      trigger?: "submit-message" | "regenerate-message" | null;
      /** asked where anybody may ask */
      widgetMode?: boolean | null;
      [key: string]: unknown;
    };
    /** Why there is no whole answer; `message` may be shown to people. */
    AnswerError: { code: string; message: string; };
    /** The answer as it is stored. `parts` are those of an AI SDK `UIMessage`. */
    AnswerMessage: {
      id: string;
      session_id: string;
      role: "assistant";
      status: "complete" | "failed" | "stopped" | "interrupted";
      parts: { [key: string]: components["schemas"]["JsonValue"]; }[];
      references: components["schemas"]["Reference"][];
      metadata: { [key: string]: components["schemas"]["JsonValue"]; };
      created_at: string;
    };
    /** What is told of a whole answer. */
    AnswerMetadata: {
      finishReason: "stop" | "length" | "content-filter" | "tool-calls" | "error" | "other";
      usage: components["schemas"]["UsageSum"];
      models: string[];
      agent?: components["schemas"]["Speaker"];
      skipped?: ("memory" | "embedder" | "assessment" | "assessment_model" | "routing_model" | "responder" | "history" | "agent" | "price_book")[];
      assessment?: components["schemas"]["ToldAssessment"];
      fallbacks?: string[];
      kept?: boolean;
    };
    /** A text of an answer, whole. */
    AnswerText: { type: "text"; text: string; state: "done"; };
    /** What a person said to a tool call. */
    AnsweredApproval: { id: string; approved: boolean; reason?: string; };
    /** What you say to one approval. */
    ApprovalAnswer: {
      /** of the approval, as the answer has it */
      id: string;
      approved: boolean;
      /** told to the agent */
      reason?: string | null;
    };
    /** A person has decided about the call: it is made in this turn, or never. */
    ApprovalDecided: {
      type: "approval-decided";
      /** number in the log, where it is in it */
      seq?: number;
      call_id: string;
      approval_id: string;
      approved: boolean;
      reason?: string | null;
      at: number;
    };
    /** The call waits for a person's approval: it is not made in this turn. */
    ApprovalRequested: {
      type: "approval-requested";
      /** number in the log, where it is in it */
      seq?: number;
      call_id: string;
      approval_id: string;
      at: number;
    };
    /** An artifact and its newest version. Its bytes are at `…/versions/{version}/content`. */
    ArtifactBody: {
      id: string;
      session_id: string;
      turn_id: string;
      message_id: string;
      kind: "chart" | "table" | "summary" | "file" | "image";
      /** in which it can be had; the first is how it is stored */
      formats: ("json" | "csv" | "md" | "png" | "svg" | "file" | "image")[];
      created_at: string;
      latest: components["schemas"]["VersionBody"];
    };
    /** A tool call has made an artifact, or another version of one: the same id again stands for the newer version. */
    ArtifactCreated: {
      type: "artifact-created";
      /** number in the log, where it is in it */
      seq?: number;
      artifact_id: string;
      version: number;
      kind: "chart" | "table" | "summary" | "file" | "image";
      title: string;
      media_type: string;
      call_id: string;
      at: number;
    };
    /** What is told of an artifact. */
    ArtifactData: {
      artifactId: string;
      version: number;
      kind: "chart" | "table" | "summary" | "file" | "image";
      title: string;
      mediaType: string;
      toolCallId: string;
    };
    /** A page of the artifacts of a session, oldest first, or of all of yours, newest first; `after` is the cursor. */
    ArtifactList: { artifacts: components["schemas"]["ArtifactBody"][]; after: string | null; };
    /** An artifact. It is named here and kept elsewhere. */
    ArtifactPart: { type: "data-artifact"; id: string; data: components["schemas"]["ArtifactData"]; };
    /** What nobody has said anything to. */
    AskedApproval: { id: string; };
    /** Something that was done. */
    AuditEntryBody: {
      number: number;
      user_id: string;
      action: "key.issued" | "key.rotated" | "key.revoked" | "agent.switched" | "agent.created" | "agent.changed" | "agent.deleted" | "agent.enabled" | "agent.disabled" | "session.deleted" | "session.expired" | "artifact.deleted" | "memory.forgotten" | "memories.forgotten" | "share.revoked" | "user.erased" | "organization.erased" | "scope.denied" | "admin.denied" | "worker.drained";
      object_id: string;
      at: string;
    };
    /** A page of the audit log, newest first; `after` is the cursor of the next page. */
    AuditList: { entries: components["schemas"]["AuditEntryBody"][]; after: string | null; };
    /** The stream cannot go on; the turn may. Follow it again after the last `seq`. */
    BrokenLine: { type: "broken"; message: string; };
    /** A month of the organization, in millionths of the currency. */
    BudgetBody: {
      /** as in 2026-11, UTC */
      month: string;
      currency: "USD";
      /** null: there is none */
      limit_micros: number | null;
      spent_micros: number;
      /** set aside for turns that are open */
      reserved_micros: number;
      remaining_micros: number | null;
    };
    /** What a model's call used. */
    CallUsage: {
      input_tokens: number;
      output_tokens: number;
      /** of the input, read from the provider's cache */
      cached_tokens: number | null;
      reasoning_tokens: number | null;
      first_token_ms: number | null;
      provider: string | null;
      /** who was asked before and failed without a word of an answer */
      failed_providers: string[];
      /** no model was asked: an answer to the same words was told again */
      kept: boolean;
      /** the tokens are estimated: the call was cut short, or nobody counted */
      estimated: boolean;
      /** millionths of the currency; null: the price is not known */
      cost_micros: number | null;
    };
    /** Vote on an answer; 0 takes the vote back, and keeps no comment. */
    CastVote: { vote: -1 | 0 | 1; comment?: string | null; };
    /** What a memory is to say from now on. */
    ChangeMemory: { text: string; };
    /** A chart, kept as Vega-Lite. */
    ChartContent: { kind: "chart"; chart: components["schemas"]["ChartSpec"]; };
    /** A chart. A histogram counts `x` and has no `y`; a pie has a slice for each `x`, as large as its `y`. */
    ChartSpec: {
      kind: "bar" | "line" | "area" | "scatter" | "pie" | "histogram";
      x_label: string;
      x_scale?: "category" | "number" | "time";
      y_label?: string | null;
      series_label?: string | null;
      points: components["schemas"]["Point"][];
    };
    /** A session. */
    Chat: {
      id: string;
      userId: string;
      title: string;
      createdAt: string;
      updatedAt: string;
      visibility: "private" | "organization";
      messageCount: number;
      turnInFlight: boolean;
      currentAgentId: string | null;
      agentSwitches: components["schemas"]["AgentHistoryEntry"][];
    };
    /** An agent that can be asked. */
    ChatAgent: {
      id: string;
      slug: string;
      name: string;
      agent_type?: "specialist";
      description: string;
      status?: "active";
      /** its tools */
      skills: string[];
      model_config: components["schemas"]["ChosenModel"];
      /** nobody is: without a choice the crew plans */
      is_default?: boolean;
      tags?: string[];
    };
    /** The agents that you may ask. */
    ChatAgents: { agents: components["schemas"]["ChatAgent"][]; };
    /** A whole answer. */
    ChatCompletion: {
      id: string;
      object: "chat.completion";
      created: number;
      model: string;
      choices: components["schemas"]["CompletionChoice"][];
      usage: { [key: string]: number; };
    };
    /** A message as one text. It is not changed after it was written. */
    ChatMessage: {
      id: string;
      chatSessionId: string;
      senderRole: "user" | "ai";
      content: string;
      status: "ok" | "error" | "pending";
      metadata: { [key: string]: unknown; };
      createdAt: string;
      updatedAt: string;
    };
    /** A page of messages. */
    ChatMessages: { messages: components["schemas"]["ChatMessage"][]; pagination: components["schemas"]["Pagination"]; };
    /** A session. */
    ChatSession: {
      id: string;
      title: string;
      /** models are chosen by agents */
      aiModelId?: null;
      aiAgentId: string | null;
      activeAgentId: string | null;
      agentHistory: components["schemas"]["AgentHistoryEntry"][];
      teamId: string;
      userId: string;
      createdAt: string;
      updatedAt: string;
    };
    /** Your sessions; `after` is the cursor of the next page. */
    ChatSessions: { sessions: components["schemas"]["ChatSession"][]; after: string | null; };
    /** Your sessions. */
    Chats: components["schemas"]["Chat"][];
    /** The model of an agent; null for the one that all others use. */
    ChosenModel: { model: string | null; };
    /** A message of a client: `parts` since AI SDK 5, `content` before and with AG-UI. */
    ClientMessage: {
      role: "user" | "assistant" | "system" | "tool" | "developer";
      parts?: components["schemas"]["ClientPart"][];
      content?: string;
      [key: string]: unknown;
    };
    /** A part of a message; parts of other types than `text` say nothing here. */
    ClientPart: { type: string; text?: string; [key: string]: unknown; };
    /** What is in a column. The type is a word about its values, for whoever shows them. */
    Column: { label: string; type?: "text" | "number" | "time" | "boolean"; };
    /** What of a request we understand; unknown fields are ignored. */
    CompletionBody: {
      /** `crew`, or the slug of one agent */
      model: string;
      messages: unknown[];
      stream?: boolean | null;
      stream_options?: components["schemas"]["StreamOptions"] | null;
      n?: number | null;
      metadata?: components["schemas"]["Metadata"] | null;
    };
    /** The one answer. */
    CompletionChoice: {
      index: number;
      message: { [key: string]: unknown; };
      logprobs: null;
      finish_reason: "stop" | "length" | "content_filter";
    };
    /** Make an empty session. */
    CreateChatSession: {
      title?: string | null;
      aiAgentId?: string | number | null;
      /** changes nothing: agents choose models */
      aiModelId?: unknown;
      [key: string]: unknown;
    };
    /** Make an empty session. Whose it is comes from the credential: what CROW's dashboard says of that changes nothing. The organization must agree. The user is not compared: the dashboard has another id of theirs than credentials have. */
    CreateSession: {
      title?: string | null;
      /** yours, or left out */
      organizationId?: string | null;
      /** changes nothing */
      userId?: string | null;
    };
    /** A new session; for CROW's dashboard with its id under the name that it reads. */
    CreatedSession: {
      id: string;
      /** whose it is */
      user_id: string;
      /** whether it is yours, or only shown to you */
      access: "owner" | "reader";
      title: string | null;
      /** a title of `user` is never replaced by another */
      title_origin: "question" | "model" | "user";
      /** the model that wrote the title, if one did */
      title_model: string | null;
      created_at: string;
      /** when it was made or last had a message */
      updated_at: string;
      last_message_at: string | null;
      message_count: number;
      status: "idle" | "queued" | "running";
      pinned: boolean;
      archived: boolean;
      visibility: "private" | "organization";
      /** the id once more, where the request names an organization */
      sessionId?: string | null;
    };
    /** The answer, when it has ended. How is in `status`, and in words at the end of the message's text. */
    CrowAnswer: {
      message: components["schemas"]["CrowMessage"];
      status: "done" | "failed" | "stopped" | "interrupted" | "broken";
      error?: components["schemas"]["CrowError"] | null;
    };
    /** Why an answer is not whole. */
    CrowError: { code: string; message: string; };
    /** A message as one text. */
    CrowMessage: {
      id: string;
      sessionId: string;
      role: "user" | "assistant";
      content: string;
      references: components["schemas"]["CrowReference"][] | null;
      createdAt: string;
    };
    /** Messages of a session, ascending. */
    CrowMessages: { messages: components["schemas"]["CrowMessage"][]; total: number; page: number; limit: number; };
    /** Ask a question: `content`, or `message`. */
    CrowQuestion: { content: string; [key: string]: unknown; };
    /** A source that an answer cites. */
    CrowReference: {
      index: number;
      type: "interaction" | "pattern" | "product" | "org_context" | "analytics" | "artifact";
      label: string;
      id: string;
      toolCallId: string;
      at?: string | null;
    };
    /** A session. */
    CrowSession: { id: string; organizationId: string; userId: string; title: string | null; createdAt: string; };
    /** Your sessions, in the order of the other list; `after` is the cursor of the next page. */
    CrowSessions: { sessions: components["schemas"]["CrowSession"][]; after: string | null; };
    /** Decide about every call that waits; the answer goes on in a turn of its own. */
    DecideApprovals: { approvals: components["schemas"]["ApprovalAnswer"][]; };
    /** An answer, whole or not, but over. */
    DocumentAnswer: {
      id: string;
      role: "assistant";
      status: "complete" | "failed" | "stopped" | "interrupted";
      parts: (components["schemas"]["StepStart"] | components["schemas"]["AnswerText"] | components["schemas"]["ToolAnswered"] | components["schemas"]["ToolBroken"] | components["schemas"]["ToolDenied"] | components["schemas"]["ToolWaiting"] | components["schemas"]["AgentPart"] | components["schemas"]["MemoryPart"] | components["schemas"]["ReferencesPart"] | components["schemas"]["ArtifactPart"])[];
      references: components["schemas"]["Reference"][];
      metadata: components["schemas"]["AnswerMetadata"];
      created_at: string;
    };
    /** The body of document 003. The session may be called `chatSessionId`, `chat_id`, `chatId` or `session_id` too. */
    DocumentBody: {
      /** an id of ours, or a name of the client's; none makes a session */
      id?: string | null;
      message: components["schemas"]["QuestionMessage"] | string;
      /** id or slug of the agent that answers this question, and no other */
      agentId?: string | number | null;
      /** changes nothing */
      selectedChatModel?: components["schemas"]["JsonValue"];
      /** changes nothing */
      selectedVisibilityType?: components["schemas"]["JsonValue"];
      /** changes nothing */
      context?: components["schemas"]["JsonValue"];
      /** asked where anybody may ask */
      widgetMode?: boolean | null;
      [key: string]: unknown;
    };
    /** A question. */
    DocumentQuestion: {
      id: string;
      role: "user";
      status: "complete";
      parts: (components["schemas"]["QuestionText"] | components["schemas"]["QuestionFile"])[];
      references: components["schemas"]["Reference"][];
      metadata: components["schemas"]["Nothing"];
      created_at: string;
    };
    /** What is told of the session itself. */
    DocumentSession: { title: string | null; created_at: string; updated_at: string; };
    /** It was done. */
    Done: { success?: true; };
    /** Let an agent be asked in your organization, or not. */
    EnableAgent: { is_enabled: boolean; };
    /** Erase everything of the organization: it must be named, so that nobody does it by mistake. */
    EraseOrganization: { organization_id: string; };
    /** An agent that would work on it. */
    ExplainedAgent: { id: string; slug: string; name: string; };
    /** How much effort the question needs. */
    ExplainedAssessment: {
      level: "ATOM" | "MOLECULE" | "CELL" | "ORGAN" | "ORGANISM";
      action: "RESPOND" | "DELEGATE" | "WORKFLOW";
      confidence: number;
      /** who says so: `rules`, `classifier`, `model`, `cache` or `fallback` */
      by: string;
      needs_memory: boolean;
      /** tools that the question names */
      tool_hints: string[];
    };
    /** A tool call that the question certainly needs. */
    ExplainedCall: { tool: string; input: { [key: string]: components["schemas"]["JsonValue"]; }; };
    /** What the answer would cost, with all that is asked beside it. */
    ExplainedCost: {
      /** millionths of a US dollar; null: nobody knows the price */
      micros: number | null;
      currency?: "USD";
      /** the average of your organization's last answers of that agent and action, or of its prompts */
      basis: "history" | "estimate";
      /** how many answers were averaged; 0 in an estimate */
      turns: number;
      input_tokens: number;
      output_tokens: number;
      /** where an estimate has its prices from */
      price_book: string | null;
    };
    /** A memory of yours that the agents would be told. */
    ExplainedMemory: {
      id: string;
      kind: "fact" | "preference";
      scope: "user" | "session";
      /** in your own words */
      text: string;
    };
    /** Where it would wait for a crew container; position 1 is next. */
    ExplainedQueue: { position: number; eta_seconds: number | null; };
    /** Who would answer. */
    ExplainedRoute: {
      /** one agent, several at once, the crew as it plans, or the gateway itself */
      type: "agent" | "workflow" | "orchestrate" | "respond";
      agent_id: string | null;
      confidence: number;
      by: string;
      /** ids of agents, likeliest first */
      candidates: string[];
    };
    /** What would become of a question. Without an `assessment` nothing is decided here: the crew plans. */
    ExplanationBody: {
      assessment: components["schemas"]["ExplainedAssessment"] | null;
      route: components["schemas"]["ExplainedRoute"];
      /** those that may work on it */
      agents: components["schemas"]["ExplainedAgent"][];
      /** what they may use */
      tools: string[];
      /** what would be used before a model is asked */
      first_calls: components["schemas"]["ExplainedCall"][];
      /** what they would be told of what you said earlier */
      memories: components["schemas"]["ExplainedMemory"][];
      cost: components["schemas"]["ExplainedCost"];
      /** none where no crew container is needed */
      queue: components["schemas"]["ExplainedQueue"] | null;
      /** helpers that failed */
      skipped: string[];
    };
    /** What is wrong with one place of a request. */
    Fault: {
      /** the names on the way to it, with dots; empty for the whole */
      at: string;
      message: string;
    };
    /** Your feedback on a turn. */
    FeedbackBody: {
      turn_id: string;
      reason: "wrong" | "slow" | "changed_mind" | "other";
      comment: string | null;
      given_at: string;
    };
    /** A file of text, or of bytes in base64. Its name says how it is served, where we know that kind. */
    FileContent: { kind: "file"; file_name: string; content: string; encoding?: "utf-8" | "base64"; };
    /** A file that comes with a question. */
    FileOfQuestion: {
      /** a base64 `data:` URL, or the URL that an upload or an artifact of the session has */
      url: string;
      name?: string | null;
      media_type?: string | null;
    };
    /** How many memories there were. */
    ForgottenMemories: { forgotten: number; };
    /** Say why a turn was stopped, or what was wrong with one that failed. */
    GiveFeedback: { reason: "wrong" | "slow" | "changed_mind" | "other"; comment?: string | null; };
    /** The process is alive. */
    Health: { status: "ok"; };
    /** Make a key of a user of the organization. */
    IssueKey: {
      user_id: string;
      name: string;
      scopes?: ("chat:read" | "chat:write" | "admin")[];
      expires_in_seconds?: number | null;
    };
    JsonValue: unknown;
    /** Nothing happens, and the connection is well. */
    KeepAliveLine: { type: "keep-alive"; };
    /** A key without its secret. */
    KeyBody: {
      id: string;
      user_id: string;
      name: string;
      scopes: ("chat:read" | "chat:write" | "admin")[];
      created_at: string;
      expires_at: string | null;
      /** written down about once a minute */
      last_used_at: string | null;
    };
    /** A page of keys, newest first; `after` is the cursor of the next page. */
    KeyList: { keys: components["schemas"]["KeyBody"][]; after: string | null; };
    /** Where a version can be read without a key, for a while. */
    LinkBody: { url: string; expires_in_seconds: number; };
    /** One model call has ended: a row of the usage. Tokens are counts, durations milliseconds. */
    LlmCalled: {
      type: "llm-called";
      /** number in the log, where it is in it */
      seq?: number;
      call_id: string;
      agent: string;
      /** the model that answered, as the provider names it */
      model: string;
      /** the model that was asked for */
      asked_model?: string | null;
      /** who ran it */
      provider?: string | null;
      /** true when it was asked with a key of the organization's own */
      byok?: boolean | null;
      /** who was asked before and failed without a word of an answer */
      failed_providers?: string[] | null;
      input_tokens: number;
      output_tokens: number;
      /** of the input, read from the provider's cache */
      cached_tokens?: number | null;
      /** of the output, spent on thinking */
      reasoning_tokens?: number | null;
      /** true when the provider reported no usage */
      estimated?: boolean;
      duration_ms: number;
      first_token_ms?: number | null;
      finish_reason?: string | null;
      /** true when nobody was asked: an answer to the same words is told again */
      kept?: boolean | null;
    };
    /** A model is being asked; `input_tokens` is an estimate, for the case that nobody can report the call's end. */
    LlmStarted: {
      type: "llm-started";
      /** number in the log, where it is in it */
      seq?: number;
      call_id: string;
      agent: string;
      /** the model that is asked for */
      model: string;
      /** who runs it */
      provider?: string | null;
      /** true when it is asked with a key of the organization's own */
      byok?: boolean | null;
      input_tokens: number;
      at: number;
    };
    /** Something that you said of yourself. */
    MemoryBody: {
      id: string;
      text: string;
      /** a `preference` is told with every question, a `fact` where it fits */
      kind: "fact" | "preference";
      /** told in all of your sessions, or in one */
      scope: "user" | "session";
      /** where you said it; null for one that you changed since */
      session_id: string | null;
      /** the message in which you said it */
      message_id: string | null;
      created_at: string;
      last_used_at: string | null;
      /** answers for which it was told */
      use_count: number;
    };
    /** What was remembered, of how much that fitted. */
    MemoryData: { memories: components["schemas"]["MemoryName"][]; matched: number; skipped?: "memory" | "embedder"; };
    /** Your memories, newest first; `after` is the cursor of the next page. */
    MemoryList: { memories: components["schemas"]["MemoryBody"][]; after: string | null; };
    /** A memory that was told to the agents; in another installation it names nothing. */
    MemoryName: { id: string; kind: "fact" | "preference"; scope: "user" | "session"; };
    /** What the agents were told of what was said earlier. */
    MemoryPart: { type: "data-memory"; id: "memory"; data: components["schemas"]["MemoryData"]; };
    /** What of the person's memories the agents are told, of `matched` that fit; `skipped` is what failed in finding it. Without the embedder they were found by words alone; without the memory there are none. A later one, of the run that takes the place of a lost one, replaces it. */
    MemoryUsed: {
      type: "memory-used";
      /** number in the log, where it is in it */
      seq?: number;
      memories: components["schemas"]["UsedMemory"][];
      matched: number;
      skipped?: "memory" | "embedder" | null;
      at: number;
    };
    /** A message. `parts` are those of an AI SDK `UIMessage`. */
    MessageBody: {
      id: string;
      session_id: string;
      /** the turn whose question or answer it is */
      turn_id: string;
      role: "user" | "assistant";
      parts: { [key: string]: components["schemas"]["JsonValue"]; }[];
      status: "complete" | "failed" | "stopped" | "interrupted";
      references: components["schemas"]["Reference"][];
      metadata: { [key: string]: components["schemas"]["JsonValue"]; };
      /** your own vote; 0 for none */
      vote: -1 | 0 | 1;
      /** the messages that could stand here, this one included: other wordings, other answers */
      alternatives: string[];
      created_at: string;
    };
    /** A page of messages, ascending; `before` is the cursor of the page before it. */
    MessageList: { messages: components["schemas"]["MessageBody"][]; before: string | null; };
    /** What we read of the client's own data. */
    Metadata: {
      /** the session to ask in */
      session_id?: string | null;
      /** as in our own bodies */
      widget_mode?: "true" | "false" | null;
    };
    /** Who can be asked: the crew, or one of its agents. */
    Model: { id: string; object?: "model"; created: number; owned_by: string; };
    /** One model call. */
    ModelCallBody: {
      at: string;
      "gen_ai.conversation.id": string | null;
      turn_id: string | null;
      message_id: string | null;
      "gen_ai.agent.name": string;
      "gen_ai.operation.name": "chat";
      "gen_ai.provider.name": string | null;
      "gen_ai.request.model": string;
      "gen_ai.response.model": string;
      "gen_ai.response.finish_reasons": string[];
      "gen_ai.response.time_to_first_chunk": number | null;
      "gen_ai.client.operation.duration": number;
      "gen_ai.usage.input_tokens": number;
      "gen_ai.usage.output_tokens": number;
      "gen_ai.usage.cache_read.input_tokens": number | null;
      "gen_ai.usage.reasoning.output_tokens": number | null;
      /** who was asked before and failed without a word of an answer */
      failed_providers: string[];
      /** the tokens are estimated: the call was cut short, or nobody counted */
      estimated: boolean;
      /** asked with a key of the organization's own */
      byok: boolean;
      /** no call: an answer to the same words was told again, for nothing */
      kept: boolean;
      /** millionths of a US dollar; null: the price is not known */
      cost_micros: number | null;
      /** where the price is from, with its version */
      price_book: string | null;
    };
    /** A page of model calls, newest first; `after` is the cursor of the next page. */
    ModelCallList: { calls: components["schemas"]["ModelCallBody"][]; after: string | null; };
    /** Everybody who can be asked. */
    ModelList: { object?: "list"; data: components["schemas"]["Model"][]; };
    /** A fresh key; `key` is told here only. */
    NewKeyBody: {
      id: string;
      user_id: string;
      name: string;
      scopes: ("chat:read" | "chat:write" | "admin")[];
      created_at: string;
      expires_at: string | null;
      /** written down about once a minute */
      last_used_at: string | null;
      key: string;
    };
    /** A share that was just made: its token is told once and not kept. */
    NewShareBody: {
      id: string;
      session_id: string;
      title: string | null;
      created_at: string;
      expires_at: string | null;
      token: string;
      /** where it is read, from the root of this service */
      url: string;
    };
    /** An object without fields. */
    Nothing: Record<string, never>;
    /** A tool that an agent may have. */
    OfferedTool: { name: string; description: string; };
    /** What is wrong, as OpenAI's SDKs read it. */
    OpenAiError: { message: string; type: string; param: string | null; code: string | null; };
    /** The body of every error. */
    OpenAiRefusal: { error: components["schemas"]["OpenAiError"]; };
    /** A question that waits or is being answered. What it asks is its user's. */
    OpenTurnBody: {
      turn_id: string;
      session_id: string;
      user_id: string;
      status: "queued" | "running";
      accepted_at: string;
      /** when its run began; null while it waits for its first */
      started_at: string | null;
      /** 1 is next, counted over all organizations; null when it does not wait */
      position: number | null;
      eta_seconds: number | null;
    };
    /** Where a page stands. */
    Pagination: { total: number; page: number; limit: number; totalPages: number; };
    /** One mark of the chart. A point without `y` is a gap. */
    Point: { x: string | number; y?: number | null; series?: string | null; };
    /** The crew containers, oldest first, and who waits for them. */
    PoolBody: {
      workers: components["schemas"]["WorkerBody"][];
      /** how many containers there may be */
      ceiling: number;
      /** questions of all organizations that wait for a slot */
      waiting: number;
    };
    /** A problem document (RFC 9457). `detail` is short and safe to be shown to people. */
    Problem: {
      type: "about:blank";
      /** the status in words */
      title: string;
      status: number;
      /** for programs; it stays as it is */
      code: string;
      detail: string;
      /** places of an invalid request */
      errors?: components["schemas"]["Fault"][];
      /** what might be asked instead */
      allowed?: string[];
    };
    /** A file that came with a question. It is named here and kept elsewhere. */
    QuestionFile: {
      type: "file";
      mediaType: string;
      filename: string;
      url: string;
      providerMetadata: { [key: string]: components["schemas"]["JsonValue"]; };
    };
    /** A question as a message. */
    QuestionMessage: { role?: "user"; content: string; [key: string]: unknown; };
    /** A text that a person wrote. */
    QuestionText: { type: "text"; text: string; };
    /** Questions of the organization that are open, oldest first. */
    QueueBody: {
      turns: components["schemas"]["OpenTurnBody"][];
      /** what a turn takes of late; null before the first */
      turn_seconds: number | null;
      /** how many turns containers run at once, of all organizations */
      slots: number;
    };
    /** The turn waits; 1 is next. Told again whenever it changes. */
    QueueLine: { type: "queue"; position: number; eta_seconds?: number | null; };
    /** Whether the service can take questions. */
    ReadinessBody: {
      status: "ready" | "unavailable";
      database: boolean;
      /** crew containers that are well */
      workers: number;
      slots: number;
      free_slots: number;
    };
    /** What was erased. */
    ReceiptBody: {
      organization_id: string;
      /** null: all of the organization's */
      user_id: string | null;
      /** null: not one session alone */
      session_id: string | null;
      /** ISO 8601 UTC */
      erased_at: string;
      /** rows by table */
      removed: { [key: string]: number; };
      /** rows that stay: entries of the audit log that name the subject, by id and without content; model calls, of a user by day and without saying whose */
      kept: { [key: string]: number; };
    };
    /** A source that an answer cites: a superset of CROW's `{index, type, label}`. */
    Reference: {
      index: number;
      type: "interaction" | "pattern" | "product" | "org_context" | "analytics" | "artifact";
      label: string;
      id: string;
      tool_call_id: string;
      at?: string | null;
    };
    /** The sources that the answer cites, by ascending index. */
    ReferencesCited: {
      type: "references-cited";
      /** number in the log, where it is in it */
      seq?: number;
      references: components["schemas"]["Reference"][];
    };
    /** Sources, by ascending index. */
    ReferencesData: { references: components["schemas"]["Reference"][]; };
    /** What the `[n]` in the text stand for. */
    ReferencesPart: { type: "data-references"; id: "references"; data: components["schemas"]["ReferencesData"]; };
    /** Give a session another title. */
    RenameChat: { title: string; [key: string]: unknown; };
    /** A new version of an artifact of yours, of the same kind. */
    ReviseArtifact: {
      title: string;
      content: components["schemas"]["ChartContent"] | components["schemas"]["TableContent"] | components["schemas"]["SummaryContent"] | components["schemas"]["FileContent"];
    };
    /** Make a key that takes another one's place. */
    RotateKey: {
      /** how long the old one still opens */
      grace_seconds?: number;
    };
    /** A message that has what was sought. */
    SearchResult: {
      session_id: string;
      session_title: string | null;
      message_id: string;
      role: "user" | "assistant";
      created_at: string;
      /** one line of plain text out of the message */
      snippet: string;
      /** where in the snippet the words stand: [start, end) in UTF-16 code units, as JavaScript slices */
      matches: [number, number][];
    };
    /** A page of messages, newest first; `after` is the cursor of the next page. */
    SearchResults: { results: components["schemas"]["SearchResult"][]; after: string | null; };
    /** Ask a question in a session, or in a new one. */
    SendMessage: {
      /** may be absent when an answer is made again */
      message?: string | null;
      session_id?: string | null;
      /** the client's name for the message: its repetition is recognised */
      message_id?: string | null;
      /** while the session answers: wait in line (the default), refuse (409), stop that answer (the default of edits and regenerates), or stop and remove it */
      on_busy?: "enqueue" | "reject" | "interrupt" | "rollback" | null;
      /** id or slug of the agent that answers this question, and no other */
      agent?: string | null;
      /** the question that this one replaces */
      edits?: string | null;
      /** the answer to make again, or its question; or `last` */
      regenerates?: string | null;
      files?: components["schemas"]["FileOfQuestion"][];
      /** asked in a widget, where anybody may ask: nothing is remembered of it or told to it */
      widget_mode?: boolean;
    };
    /** The agent that a session asks, and its choices: the newest page first, each ascending; `before` is a cursor. */
    SessionAgentBody: {
      /** null: nobody was chosen, the crew plans */
      agent: components["schemas"]["AgentBody"] | null;
      history: components["schemas"]["AgentSwitchBody"][];
      before: string | null;
    };
    /** A session. Pinned is what its owner pinned; to others it is not. */
    SessionBody: {
      id: string;
      /** whose it is */
      user_id: string;
      /** whether it is yours, or only shown to you */
      access: "owner" | "reader";
      title: string | null;
      /** a title of `user` is never replaced by another */
      title_origin: "question" | "model" | "user";
      /** the model that wrote the title, if one did */
      title_model: string | null;
      created_at: string;
      /** when it was made or last had a message */
      updated_at: string;
      last_message_at: string | null;
      message_count: number;
      status: "idle" | "queued" | "running";
      pinned: boolean;
      archived: boolean;
      visibility: "private" | "organization";
    };
    /** A session that was exported here, or from another installation of ours. */
    SessionDocument: {
      format: "crew-chat-session";
      version: 1;
      exported_at: string;
      session: components["schemas"]["DocumentSession"];
      messages: (components["schemas"]["DocumentQuestion"] | components["schemas"]["DocumentAnswer"])[];
    };
    /** A page of sessions; `after` is the cursor of the next page. */
    SessionList: { sessions: components["schemas"]["SessionBody"][]; after: string | null; };
    /** A share of yours. */
    ShareBody: {
      id: string;
      session_id: string;
      title: string | null;
      created_at: string;
      expires_at: string | null;
    };
    /** A page of your shares, newest first; `after` is the cursor of the next page. */
    ShareList: { shares: components["schemas"]["ShareBody"][]; after: string | null; };
    /** Share a session as it is now; without an end it is shared until it is revoked. */
    ShareSession: { expires_in_seconds?: number | null; };
    /** What an artifact of a shared message is called; its bytes are its owner's. */
    SharedArtifact: { kind: "chart" | "table" | "summary" | "file" | "image"; title: string; };
    /** A message as it was when its session was shared. */
    SharedMessage: {
      role: "user" | "assistant";
      status: "complete" | "failed" | "stopped" | "interrupted";
      parts: components["schemas"]["SharedText"][];
      references: components["schemas"]["SharedReference"][];
      artifacts?: components["schemas"]["SharedArtifact"][];
      created_at: string;
    };
    /** What a source is called that `[index]` in the text stands for. */
    SharedReference: {
      index: number;
      type: "interaction" | "pattern" | "product" | "org_context" | "analytics" | "artifact";
      label: string;
    };
    /** A session as it was when it was shared. */
    SharedSession: {
      title: string | null;
      shared_at: string;
      expires_at: string | null;
      messages: components["schemas"]["SharedMessage"][];
    };
    /** A text of a shared message. */
    SharedText: { type: "text"; text: string; };
    /** Which branch of a session to show. */
    ShowBranch: {
      /** a message of that branch */
      message_id: string;
    };
    /** Something that took time. */
    SpanBody: {
      kind: "wait" | "agent" | "model" | "tool";
      /** the agent, the model or the tool */
      name: string;
      /** slug of whoever did it; of a model's call also what it was for */
      agent: string | null;
      /** `lost`: nobody saw its end */
      state: "running" | "done" | "failed" | "timeout" | "stopped" | "denied" | "lost";
      began_at: string;
      ended_at: string | null;
      note: string | null;
      /** a tool was called again and answered from before */
      repeated: boolean;
      /** what a tool read was at hand: the platform was not asked */
      cached: boolean;
      /** of a model's call that has ended */
      usage: components["schemas"]["CallUsage"] | null;
    };
    /** The agent that answered. */
    Speaker: { slug: string; name: string; id?: string; };
    /** What follows belongs together. */
    StepStart: { type: "step-start"; };
    /** Say why, if you like; a comment alone has the reason `other`. */
    StopTurn: { reason?: "wrong" | "slow" | "changed_mind" | "other" | null; comment?: string | null; };
    /** The turns that were asked to stop. */
    StoppedTurns: { turns: components["schemas"]["TurnBody"][]; };
    /** One line of the protocol `ndjson`. New types may come: leave out what you do not know. */
    StreamLine: components["schemas"]["AgentFinished"] | components["schemas"]["AgentStarted"] | components["schemas"]["ApprovalDecided"] | components["schemas"]["ApprovalRequested"] | components["schemas"]["ArtifactCreated"] | components["schemas"]["LlmCalled"] | components["schemas"]["LlmStarted"] | components["schemas"]["MemoryUsed"] | components["schemas"]["ReferencesCited"] | components["schemas"]["TextDelta"] | components["schemas"]["TextEnded"] | components["schemas"]["TextStarted"] | components["schemas"]["ToolCalled"] | components["schemas"]["ToolFailed"] | components["schemas"]["ToolReturned"] | components["schemas"]["TurnAssessed"] | components["schemas"]["TurnFinished"] | components["schemas"]["TurnStarted"] | components["schemas"]["WindowFitted"] | components["schemas"]["QueueLine"] | components["schemas"]["KeepAliveLine"] | components["schemas"]["BrokenLine"];
    /** What a streamed answer is to have beside the text. */
    StreamOptions: { include_usage?: boolean | null; };
    /** Up to three questions; none while they are not written, or when there will be none. */
    SuggestionsBody: {
      turn_id: string;
      suggestions: string[];
      /** the model that wrote them, as it names itself */
      model: string | null;
    };
    /** A text in Markdown. */
    SummaryContent: { kind: "summary"; text: string; };
    /** Let a session ask this agent from its next question on, or let the crew plan again. */
    SwitchAgent: {
      /** id or slug; null: nobody, the crew plans */
      agent: string | null;
      /** `user_switch`, `auto_suggestion`, `system_default`, or words of your own */
      reason?: string;
    };
    /** Choose the agent for the questions from now on; null: nobody, the crew plans. */
    SwitchChatAgent: { newAgentId: string | number | null; reason?: string; [key: string]: unknown; };
    /** The same where the session is named in the body. */
    SwitchSessionAgent: { newAgentId: string | number | null; reason?: string; chatSessionId: string; [key: string]: unknown; };
    /** What was chosen, and what before. */
    Switched: {
      success?: true;
      agent: components["schemas"]["SwitchedTo"] | null;
      activeAgentId: string | null;
      agentHistory: components["schemas"]["AgentHistoryEntry"][];
    };
    /** The agent that is asked from now on. */
    SwitchedTo: { id: string; name: string; type?: "specialist"; message: string; };
    /** A table, kept as JSON, to be had as CSV. */
    TableContent: { kind: "table"; table: components["schemas"]["TableSpec"]; };
    /** A table; every row has a value, or null, for each column. */
    TableSpec: { columns: components["schemas"]["Column"][]; rows: ((boolean | number | string | null)[])[]; };
    /** The part grows by `text`, never empty. */
    TextDelta: {
      type: "text-delta";
      /** number in the log, where it is in it */
      seq?: number;
      part_id: string;
      text: string;
    };
    /** The part is complete. */
    TextEnded: {
      type: "text-ended";
      /** number in the log, where it is in it */
      seq?: number;
      part_id: string;
    };
    /** A part of the answer begins; `part_id` is unique within the turn. */
    TextStarted: {
      type: "text-started";
      /** number in the log, where it is in it */
      seq?: number;
      part_id: string;
      agent: string;
    };
    /** How much effort the question was given. */
    TimelineAssessment: {
      level: "ATOM" | "MOLECULE" | "CELL" | "ORGAN" | "ORGANISM";
      action: "RESPOND" | "DELEGATE" | "WORKFLOW";
      confidence: number;
      assessed_by: string;
      routed_by: string;
      /** helpers that failed */
      skipped: string[];
    };
    /** A turn as it went; spans in the order of their beginning, waits first. */
    TimelineBody: {
      turn_id: string;
      session_id: string;
      message_id: string;
      status: "queued" | "running" | "done" | "failed" | "stopped" | "interrupted";
      accepted_at: string;
      finished_at: string | null;
      assessment: components["schemas"]["TimelineAssessment"] | null;
      /** how many memories the agents were told */
      memories: number;
      /** results of tools that were taken out again, for the window had no room */
      pruned_results: number;
      spans: components["schemas"]["SpanBody"][];
      currency: "USD";
      /** of the calls whose price is known */
      cost_micros: number | null;
      unpriced_calls: number;
    };
    /** How much effort the question was thought to need, and whose. */
    ToldAssessment: {
      level?: "ATOM" | "MOLECULE" | "CELL" | "ORGAN" | "ORGANISM";
      action?: "RESPOND" | "DELEGATE" | "WORKFLOW";
      confidence?: number;
      assessedBy?: string;
      routedBy?: string;
      agentId?: string;
      firstTools?: string[];
    };
    /** A tool call that had a result. */
    ToolAnswered: {
      type: string;
      toolCallId: string;
      input: { [key: string]: components["schemas"]["JsonValue"]; };
      providerExecuted: true;
      state: "output-available";
      output: components["schemas"]["JsonValue"];
      approval?: components["schemas"]["AskedApproval"] | components["schemas"]["AnsweredApproval"];
    };
    /** A tool call that had none. */
    ToolBroken: {
      type: string;
      toolCallId: string;
      input: { [key: string]: components["schemas"]["JsonValue"]; };
      providerExecuted: true;
      state: "output-error";
      errorText: string;
      approval?: components["schemas"]["AskedApproval"] | components["schemas"]["AnsweredApproval"];
    };
    /** An agent calls a tool with these arguments. */
    ToolCalled: {
      type: "tool-called";
      /** number in the log, where it is in it */
      seq?: number;
      call_id: string;
      agent: string;
      tool: string;
      input: { [key: string]: components["schemas"]["JsonValue"]; };
      at: number;
    };
    /** A tool call that a person refused. */
    ToolDenied: {
      type: string;
      toolCallId: string;
      input: { [key: string]: components["schemas"]["JsonValue"]; };
      providerExecuted: true;
      state: "output-denied";
      approval: components["schemas"]["AnsweredApproval"];
    };
    /** The tool could not answer; `message` is a safe sentence. */
    ToolFailed: {
      type: "tool-failed";
      /** number in the log, where it is in it */
      seq?: number;
      call_id: string;
      code: string;
      message: string;
      at: number;
    };
    /** The tool answered; `output` is a `ToolResult` as JSON. */
    ToolReturned: {
      type: "tool-returned";
      /** number in the log, where it is in it */
      seq?: number;
      call_id: string;
      output: components["schemas"]["JsonValue"];
      at: number;
      deduplicated?: boolean;
      /** true when the gateway had all that the tool read at hand: the platform was not asked */
      from_cache?: boolean | null;
    };
    /** When a tool call began and ended; `repeated` is what was known already, `from_cache` what was at hand. */
    ToolTimes: { startedAt: number; finishedAt?: number; repeated?: boolean; fromCache?: boolean; };
    /** A tool call that waited for a person when the session was written down. */
    ToolWaiting: {
      type: string;
      toolCallId: string;
      input: { [key: string]: components["schemas"]["JsonValue"]; };
      providerExecuted: true;
      state: "approval-requested";
      approval: components["schemas"]["AskedApproval"];
    };
    /** How much effort the question needs and whose, told with the first words; `skipped` are helpers that failed. `first_tools` are those that the agent uses before its model is asked, where they are certain. A later one, of the run that takes the place of a lost one, replaces it. */
    TurnAssessed: {
      type: "turn-assessed";
      /** number in the log, where it is in it */
      seq?: number;
      level: "ATOM" | "MOLECULE" | "CELL" | "ORGAN" | "ORGANISM";
      action: "RESPOND" | "DELEGATE" | "WORKFLOW";
      confidence: number;
      assessed_by: string;
      routed_by: string;
      agent_id?: string | null;
      first_tools?: string[] | null;
      skipped?: string[];
      at: number;
    };
    /** A turn and how far it is. */
    TurnBody: {
      turn_id: string;
      session_id: string;
      status: "queued" | "running" | "done" | "failed" | "stopped" | "interrupted";
    };
    /** The turn reached its one terminal state. */
    TurnFinished: {
      type: "turn-finished";
      /** number in the log, where it is in it */
      seq?: number;
      outcome: "done" | "failed" | "stopped" | "interrupted";
      finish_reason: "stop" | "length" | "content-filter" | "tool-calls" | "error" | "other";
      at: number;
      error_code?: string | null;
      error_message?: string | null;
    };
    /** The question was accepted and stored; `message_id` is the id under which the answer will be stored. */
    TurnStarted: {
      type: "turn-started";
      /** number in the log, where it is in it */
      seq?: number;
      turn_id: string;
      session_id: string;
      message_id: string;
      at: number;
    };
    /** A file that came with a question. */
    UiAttachment: {
      name: string;
      contentType: string;
      /** where its bytes are, from the root of this service */
      url: string;
    };
    /** A message with the parts of an AI SDK `UIMessage`. */
    UiMessage: {
      id: string;
      chatId: string;
      role: "user" | "assistant";
      status: "ok" | "error" | "pending";
      parts: { [key: string]: unknown; }[];
      /** the files that came with a question */
      attachments: components["schemas"]["UiAttachment"][];
      createdAt: string;
    };
    /** All messages of a session, ascending. */
    UiMessages: components["schemas"]["UiMessage"][];
    /** Change what is named, and nothing else. */
    UpdateSession: {
      title?: string;
      pinned?: boolean;
      /** kept out of the usual list */
      archived?: boolean;
      /** `organization`: everybody in the organization may read it, and nobody else write */
      visibility?: "private" | "organization";
    };
    /** A file that waits for a question. With one it becomes an artifact of the session, of the same id. */
    UploadBody: {
      id: string;
      /** where its bytes are, from the root of this service; what a question names it by */
      url: string;
      kind: "chart" | "table" | "summary" | "file" | "image";
      name: string;
      media_type: string;
      /** as it is kept: an image is written anew */
      bytes: number;
      /** of an image, in pixels */
      width: number | null;
      height: number | null;
      /** when it is let go of, unless a question has taken it */
      expires_at: string;
    };
    /** Usage, added up; `after` is the cursor of the next page. */
    UsageBody: {
      scope: "own" | "organization";
      by: "day" | "user" | "agent" | "model";
      /** first day, UTC */
      since: string;
      /** last day, UTC */
      until: string;
      currency: "USD";
      groups: components["schemas"]["UsageGroupBody"][];
      total: components["schemas"]["UsageSumBody"];
      after: string | null;
    };
    /** The same for one day, user, agent or model. */
    UsageGroupBody: {
      calls: number;
      /** answers that were told again, for which no model was asked: no calls */
      kept_answers: number;
      /** calls whose tokens are estimated: cut short, or not counted */
      estimated_calls: number;
      /** calls whose price is not known; they are not in the cost */
      unpriced_calls: number;
      "gen_ai.usage.input_tokens": number;
      "gen_ai.usage.output_tokens": number;
      "gen_ai.usage.cache_read.input_tokens": number;
      "gen_ai.usage.reasoning.output_tokens": number;
      /** millionths of the currency; null: no price is known */
      cost_micros: number | null;
      /** null: of users who were erased, or of sessions that were deleted meanwhile */
      key: string | null;
    };
    /** Tokens of a turn, over its model calls. */
    UsageSum: { inputTokens: number; outputTokens: number; totalTokens: number; calls: number; estimated?: true; };
    /** Model calls, added up. */
    UsageSumBody: {
      calls: number;
      /** answers that were told again, for which no model was asked: no calls */
      kept_answers: number;
      /** calls whose tokens are estimated: cut short, or not counted */
      estimated_calls: number;
      /** calls whose price is not known; they are not in the cost */
      unpriced_calls: number;
      "gen_ai.usage.input_tokens": number;
      "gen_ai.usage.output_tokens": number;
      "gen_ai.usage.cache_read.input_tokens": number;
      "gen_ai.usage.reasoning.output_tokens": number;
      /** millionths of the currency; null: no price is known */
      cost_micros: number | null;
    };
    /** A memory that the agents are told, by name: its text stays where it can be changed and deleted. */
    UsedMemory: { id: string; kind: "fact" | "preference"; scope: "user" | "session"; };
    /** A version; it never changes. */
    VersionBody: {
      version: number;
      title: string;
      media_type: string;
      /** what a file was called by whoever made it */
      file_name: string | null;
      /** as it is stored */
      bytes: number;
      /** of the stored bytes, in hexadecimal */
      sha256: string;
      made_by: "crew" | "user";
      created_at: string;
    };
    /** All versions of an artifact, oldest first. */
    VersionList: { versions: components["schemas"]["VersionBody"][]; };
    /** Your vote on an answer. */
    VoteBody: { message_id: string; vote: -1 | 0 | 1; comment: string | null; voted_at: string; };
    /** A page of your votes, oldest first; `after` is the cursor of the next page. */
    VoteList: { votes: components["schemas"]["VoteBody"][]; after: string | null; };
    /** Vote on an answer of a session. */
    VoteOnMessage: { chatSessionId: string; messageId: string; isUpvoted: boolean; [key: string]: unknown; };
    /** The user, in which organization, and as what. */
    Whoami: {
      organization_id: string;
      user_id: string;
      /** an administrator may call `/api/v1/admin` */
      role: "admin" | "member";
    };
    /** A turn as one document. The status of the response was sent long before the end: `status` here is what counts. */
    WholeAnswer: {
      session_id?: string | null;
      turn_id?: string | null;
      /** `broken`: it cannot be told to the end here */
      status: "done" | "failed" | "stopped" | "interrupted" | "broken";
      text?: string | null;
      message?: components["schemas"]["AnswerMessage"] | null;
      error?: components["schemas"]["AnswerError"] | null;
    };
    /** Not everything that was said before, or found out in this run, is sent to the models: the window has no room. Of a session: `summarised_turns` are told as a summary, `omitted_turns` not at all for now, and of long messages `shortened_messages` only their beginning and end. Of a run: `pruned_results` of tools were taken out again. */
    WindowFitted: {
      type: "window-fitted";
      /** number in the log, where it is in it */
      seq?: number;
      window_tokens: number;
      /** what the first request has, or the one that was fitted */
      estimated_tokens: number;
      summarised_turns?: number;
      shortened_messages?: number;
      omitted_turns?: number;
      pruned_results?: number;
      /** whose request it is, inside a run */
      agent?: string | null;
      at: number;
    };
    /** A crew container. */
    WorkerBody: {
      id: string;
      /** `draining` takes no more runs, `silent` was not heard of in time */
      state: "well" | "draining" | "silent";
      /** how many runs it takes at once */
      slots: number;
      running: number;
      /** since it registered */
      runs_begun: number;
      registered_at: string;
    };
  };
}

export type AdminAgentBody = components["schemas"]["AdminAgentBody"];
export type AdminAgentList = components["schemas"]["AdminAgentList"];
export type AgentBody = components["schemas"]["AgentBody"];
export type AgentData = components["schemas"]["AgentData"];
export type AgentDefinition = components["schemas"]["AgentDefinition"];
export type AgentFinished = components["schemas"]["AgentFinished"];
export type AgentHistoryEntry = components["schemas"]["AgentHistoryEntry"];
export type AgentList = components["schemas"]["AgentList"];
export type AgentPart = components["schemas"]["AgentPart"];
export type AgentStarted = components["schemas"]["AgentStarted"];
export type AgentSwitchBody = components["schemas"]["AgentSwitchBody"];
export type AguiBody = components["schemas"]["AguiBody"];
export type AiSdkBody = components["schemas"]["AiSdkBody"];
export type AnswerError = components["schemas"]["AnswerError"];
export type AnswerMessage = components["schemas"]["AnswerMessage"];
export type AnswerMetadata = components["schemas"]["AnswerMetadata"];
export type AnswerText = components["schemas"]["AnswerText"];
export type AnsweredApproval = components["schemas"]["AnsweredApproval"];
export type ApprovalAnswer = components["schemas"]["ApprovalAnswer"];
export type ApprovalDecided = components["schemas"]["ApprovalDecided"];
export type ApprovalRequested = components["schemas"]["ApprovalRequested"];
export type ArtifactBody = components["schemas"]["ArtifactBody"];
export type ArtifactCreated = components["schemas"]["ArtifactCreated"];
export type ArtifactData = components["schemas"]["ArtifactData"];
export type ArtifactList = components["schemas"]["ArtifactList"];
export type ArtifactPart = components["schemas"]["ArtifactPart"];
export type AskedApproval = components["schemas"]["AskedApproval"];
export type AuditEntryBody = components["schemas"]["AuditEntryBody"];
export type AuditList = components["schemas"]["AuditList"];
export type BrokenLine = components["schemas"]["BrokenLine"];
export type BudgetBody = components["schemas"]["BudgetBody"];
export type CallUsage = components["schemas"]["CallUsage"];
export type CastVote = components["schemas"]["CastVote"];
export type ChangeMemory = components["schemas"]["ChangeMemory"];
export type ChartContent = components["schemas"]["ChartContent"];
export type ChartSpec = components["schemas"]["ChartSpec"];
export type Chat = components["schemas"]["Chat"];
export type ChatAgent = components["schemas"]["ChatAgent"];
export type ChatAgents = components["schemas"]["ChatAgents"];
export type ChatCompletion = components["schemas"]["ChatCompletion"];
export type ChatMessage = components["schemas"]["ChatMessage"];
export type ChatMessages = components["schemas"]["ChatMessages"];
export type ChatSession = components["schemas"]["ChatSession"];
export type ChatSessions = components["schemas"]["ChatSessions"];
export type Chats = components["schemas"]["Chats"];
export type ChosenModel = components["schemas"]["ChosenModel"];
export type ClientMessage = components["schemas"]["ClientMessage"];
export type ClientPart = components["schemas"]["ClientPart"];
export type Column = components["schemas"]["Column"];
export type CompletionBody = components["schemas"]["CompletionBody"];
export type CompletionChoice = components["schemas"]["CompletionChoice"];
export type CreateChatSession = components["schemas"]["CreateChatSession"];
export type CreateSession = components["schemas"]["CreateSession"];
export type CreatedSession = components["schemas"]["CreatedSession"];
export type CrowAnswer = components["schemas"]["CrowAnswer"];
export type CrowError = components["schemas"]["CrowError"];
export type CrowMessage = components["schemas"]["CrowMessage"];
export type CrowMessages = components["schemas"]["CrowMessages"];
export type CrowQuestion = components["schemas"]["CrowQuestion"];
export type CrowReference = components["schemas"]["CrowReference"];
export type CrowSession = components["schemas"]["CrowSession"];
export type CrowSessions = components["schemas"]["CrowSessions"];
export type DecideApprovals = components["schemas"]["DecideApprovals"];
export type DocumentAnswer = components["schemas"]["DocumentAnswer"];
export type DocumentBody = components["schemas"]["DocumentBody"];
export type DocumentQuestion = components["schemas"]["DocumentQuestion"];
export type DocumentSession = components["schemas"]["DocumentSession"];
export type Done = components["schemas"]["Done"];
export type EnableAgent = components["schemas"]["EnableAgent"];
export type EraseOrganization = components["schemas"]["EraseOrganization"];
export type ExplainedAgent = components["schemas"]["ExplainedAgent"];
export type ExplainedAssessment = components["schemas"]["ExplainedAssessment"];
export type ExplainedCall = components["schemas"]["ExplainedCall"];
export type ExplainedCost = components["schemas"]["ExplainedCost"];
export type ExplainedMemory = components["schemas"]["ExplainedMemory"];
export type ExplainedQueue = components["schemas"]["ExplainedQueue"];
export type ExplainedRoute = components["schemas"]["ExplainedRoute"];
export type ExplanationBody = components["schemas"]["ExplanationBody"];
export type Fault = components["schemas"]["Fault"];
export type FeedbackBody = components["schemas"]["FeedbackBody"];
export type FileContent = components["schemas"]["FileContent"];
export type FileOfQuestion = components["schemas"]["FileOfQuestion"];
export type ForgottenMemories = components["schemas"]["ForgottenMemories"];
export type GiveFeedback = components["schemas"]["GiveFeedback"];
export type Health = components["schemas"]["Health"];
export type IssueKey = components["schemas"]["IssueKey"];
export type JsonValue = components["schemas"]["JsonValue"];
export type KeepAliveLine = components["schemas"]["KeepAliveLine"];
export type KeyBody = components["schemas"]["KeyBody"];
export type KeyList = components["schemas"]["KeyList"];
export type LinkBody = components["schemas"]["LinkBody"];
export type LlmCalled = components["schemas"]["LlmCalled"];
export type LlmStarted = components["schemas"]["LlmStarted"];
export type MemoryBody = components["schemas"]["MemoryBody"];
export type MemoryData = components["schemas"]["MemoryData"];
export type MemoryList = components["schemas"]["MemoryList"];
export type MemoryName = components["schemas"]["MemoryName"];
export type MemoryPart = components["schemas"]["MemoryPart"];
export type MemoryUsed = components["schemas"]["MemoryUsed"];
export type MessageBody = components["schemas"]["MessageBody"];
export type MessageList = components["schemas"]["MessageList"];
export type Metadata = components["schemas"]["Metadata"];
export type Model = components["schemas"]["Model"];
export type ModelCallBody = components["schemas"]["ModelCallBody"];
export type ModelCallList = components["schemas"]["ModelCallList"];
export type ModelList = components["schemas"]["ModelList"];
export type NewKeyBody = components["schemas"]["NewKeyBody"];
export type NewShareBody = components["schemas"]["NewShareBody"];
export type Nothing = components["schemas"]["Nothing"];
export type OfferedTool = components["schemas"]["OfferedTool"];
export type OpenAiError = components["schemas"]["OpenAiError"];
export type OpenAiRefusal = components["schemas"]["OpenAiRefusal"];
export type OpenTurnBody = components["schemas"]["OpenTurnBody"];
export type Pagination = components["schemas"]["Pagination"];
export type Point = components["schemas"]["Point"];
export type PoolBody = components["schemas"]["PoolBody"];
export type Problem = components["schemas"]["Problem"];
export type QuestionFile = components["schemas"]["QuestionFile"];
export type QuestionMessage = components["schemas"]["QuestionMessage"];
export type QuestionText = components["schemas"]["QuestionText"];
export type QueueBody = components["schemas"]["QueueBody"];
export type QueueLine = components["schemas"]["QueueLine"];
export type ReadinessBody = components["schemas"]["ReadinessBody"];
export type ReceiptBody = components["schemas"]["ReceiptBody"];
export type Reference = components["schemas"]["Reference"];
export type ReferencesCited = components["schemas"]["ReferencesCited"];
export type ReferencesData = components["schemas"]["ReferencesData"];
export type ReferencesPart = components["schemas"]["ReferencesPart"];
export type RenameChat = components["schemas"]["RenameChat"];
export type ReviseArtifact = components["schemas"]["ReviseArtifact"];
export type RotateKey = components["schemas"]["RotateKey"];
export type SearchResult = components["schemas"]["SearchResult"];
export type SearchResults = components["schemas"]["SearchResults"];
export type SendMessage = components["schemas"]["SendMessage"];
export type SessionAgentBody = components["schemas"]["SessionAgentBody"];
export type SessionBody = components["schemas"]["SessionBody"];
export type SessionDocument = components["schemas"]["SessionDocument"];
export type SessionList = components["schemas"]["SessionList"];
export type ShareBody = components["schemas"]["ShareBody"];
export type ShareList = components["schemas"]["ShareList"];
export type ShareSession = components["schemas"]["ShareSession"];
export type SharedArtifact = components["schemas"]["SharedArtifact"];
export type SharedMessage = components["schemas"]["SharedMessage"];
export type SharedReference = components["schemas"]["SharedReference"];
export type SharedSession = components["schemas"]["SharedSession"];
export type SharedText = components["schemas"]["SharedText"];
export type ShowBranch = components["schemas"]["ShowBranch"];
export type SpanBody = components["schemas"]["SpanBody"];
export type Speaker = components["schemas"]["Speaker"];
export type StepStart = components["schemas"]["StepStart"];
export type StopTurn = components["schemas"]["StopTurn"];
export type StoppedTurns = components["schemas"]["StoppedTurns"];
export type StreamLine = components["schemas"]["StreamLine"];
export type StreamOptions = components["schemas"]["StreamOptions"];
export type SuggestionsBody = components["schemas"]["SuggestionsBody"];
export type SummaryContent = components["schemas"]["SummaryContent"];
export type SwitchAgent = components["schemas"]["SwitchAgent"];
export type SwitchChatAgent = components["schemas"]["SwitchChatAgent"];
export type SwitchSessionAgent = components["schemas"]["SwitchSessionAgent"];
export type Switched = components["schemas"]["Switched"];
export type SwitchedTo = components["schemas"]["SwitchedTo"];
export type TableContent = components["schemas"]["TableContent"];
export type TableSpec = components["schemas"]["TableSpec"];
export type TextDelta = components["schemas"]["TextDelta"];
export type TextEnded = components["schemas"]["TextEnded"];
export type TextStarted = components["schemas"]["TextStarted"];
export type TimelineAssessment = components["schemas"]["TimelineAssessment"];
export type TimelineBody = components["schemas"]["TimelineBody"];
export type ToldAssessment = components["schemas"]["ToldAssessment"];
export type ToolAnswered = components["schemas"]["ToolAnswered"];
export type ToolBroken = components["schemas"]["ToolBroken"];
export type ToolCalled = components["schemas"]["ToolCalled"];
export type ToolDenied = components["schemas"]["ToolDenied"];
export type ToolFailed = components["schemas"]["ToolFailed"];
export type ToolReturned = components["schemas"]["ToolReturned"];
export type ToolTimes = components["schemas"]["ToolTimes"];
export type ToolWaiting = components["schemas"]["ToolWaiting"];
export type TurnAssessed = components["schemas"]["TurnAssessed"];
export type TurnBody = components["schemas"]["TurnBody"];
export type TurnFinished = components["schemas"]["TurnFinished"];
export type TurnStarted = components["schemas"]["TurnStarted"];
export type UiAttachment = components["schemas"]["UiAttachment"];
export type UiMessage = components["schemas"]["UiMessage"];
export type UiMessages = components["schemas"]["UiMessages"];
export type UpdateSession = components["schemas"]["UpdateSession"];
export type UploadBody = components["schemas"]["UploadBody"];
export type UsageBody = components["schemas"]["UsageBody"];
export type UsageGroupBody = components["schemas"]["UsageGroupBody"];
export type UsageSum = components["schemas"]["UsageSum"];
export type UsageSumBody = components["schemas"]["UsageSumBody"];
export type UsedMemory = components["schemas"]["UsedMemory"];
export type VersionBody = components["schemas"]["VersionBody"];
export type VersionList = components["schemas"]["VersionList"];
export type VoteBody = components["schemas"]["VoteBody"];
export type VoteList = components["schemas"]["VoteList"];
export type VoteOnMessage = components["schemas"]["VoteOnMessage"];
export type Whoami = components["schemas"]["Whoami"];
export type WholeAnswer = components["schemas"]["WholeAnswer"];
export type WindowFitted = components["schemas"]["WindowFitted"];
export type WorkerBody = components["schemas"]["WorkerBody"];
