// Written by `npm run api` from the routes of the server: do not edit.
export interface paths {
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong with jobs now */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            alerts: components["schemas"]["Alert"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/firings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Times that alerts fired, the latest first */
        get: {
            parameters: {
                query?: {
                    before?: string;
                    job?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            firings: components["schemas"]["AlertFiring"][];
                            next?: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was told of alerts, the latest first */
        get: {
            parameters: {
                query?: {
                    before?: string;
                    firing?: string;
                    job?: string;
                    limit?: number;
                    state?: "waiting" | "sent" | "kept" | "failed";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            messages: components["schemas"]["AlertMessage"][];
                            next?: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/messages/{message}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A message about an alert, with every attempt to send it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    message: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertDelivery"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/messages/{message}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message about an alert again
         * @description It leaves by its channel as that is defined now, and is tried again where that fails.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    message: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            message: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attributes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of users beside names and roles, for `@user.x` in expressions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            attributes: components["schemas"]["Field"][];
                            /** @description Where they are declared; absent where none are. */
                            file?: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, the newest first */
        get: {
            parameters: {
                query?: {
                    action?: "session.begin" | "session.refuse" | "session.lock" | "session.end" | "user.create" | "user.change" | "user.enable" | "user.disable" | "user.password" | "user.invite" | "user.import" | "key.create" | "key.revoke" | "secret.set" | "secret.delete" | "connection.check" | "workspace.load" | "endpoint.anonymous" | "connection.unencrypted" | "job.trigger" | "job.pause" | "job.resume" | "job.backfill" | "backfill.cancel" | "alert.resend" | "run.cancel" | "state.change" | "endpoint.try" | "delivery.redeliver";
                    /** @description The id of who did it. */
                    actor?: string;
                    actorKind?: string;
                    /** @description Older than this entry: `next` of the page before. */
                    before?: string;
                    /** @description From this instant on. */
                    from?: string;
                    limit?: number;
                    /** @description The name of the object. */
                    object?: string;
                    objectKind?: string;
                    result?: "done" | "refused" | "failed";
                    /** @description Before this instant. */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            entries: components["schemas"]["AuditEntry"][];
                            next?: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the log can tell of */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            actions: {
                                name: string;
                                summary: string;
                            }[];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the log is as it was sealed
         * @description Recomputes every seal. A changed, removed, repeated or displaced entry is named by its number.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditVerdict"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chainsets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All chainsets with their chains */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            chainsets: components["schemas"]["Chainset"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chainsets/{chainset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A chainset with its chains */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    chainset: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Chainset"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chainsets/{chainset}/chains/{chain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A chain: parameters, steps, effects, plan */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    chain: string;
                    chainset: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Chain"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chainsets/{chainset}/chains/{chain}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a chain: queued durably, then 202 */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    chain: string;
                    chainset: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description Do everything but effects, and show those.
                         * @default false
                         */
                        dryRun?: boolean;
                        /** @description Records, for a chain that takes them. */
                        input?: unknown[];
                        /**
                         * @description Values by name; what is missing takes its default.
                         * @default {}
                         */
                        parameters?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Run"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/chainsets/{chainset}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is wrong with a chainset, as it is or as its file would be */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    chainset: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description What its file would say; without it, what it says now. */
                        text?: string;
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            problems: components["schemas"]["DefinitionProblem"][];
                            valid: boolean;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connections */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            connections: components["schemas"]["Connection"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{connection}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a connection
         * @description Reaches what is at the other end and says what answered, or why nothing did.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    connection: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConnectionCheck"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dashboards that you may see */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            dashboards: components["schemas"]["DashboardSummary"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/{dashboard}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dashboard: its parameters, controls, pages and widgets */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dashboard: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dashboard"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/{dashboard}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a page shows now, once all of it is there */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dashboard: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Default: the first. */
                        page?: string;
                        /** @default {} */
                        parameters?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DashboardView"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboards/{dashboard}/views/{view}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Look at a page; changes come as `picture` on the event stream until it ends */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dashboard: string;
                    view: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description A view that this one takes the place of.
                         */
                        instead?: string;
                        /** @description Default: the first. */
                        page?: string;
                        /** @default {} */
                        parameters?: {
                            [key: string]: unknown;
                        };
                        /**
                         * Format: uuid
                         * @description The id that `hello` says.
                         */
                        stream: string;
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DashboardView"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Look no more */
        delete: {
            parameters: {
                query: {
                    stream: string;
                };
                header?: never;
                path: {
                    dashboard: string;
                    view: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Datasets that the caller may see */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            datasets: components["schemas"]["DatasetSummary"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dataset: parameters, shape, figures */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dataset: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dataset"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset}/parameters/{parameter}/choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The values that a parameter can have, as the caller may see them */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description Only those whose label holds this. */
                    search?: string;
                };
                header?: never;
                path: {
                    dataset: string;
                    parameter: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            choices: {
                                label: string;
                                value: unknown;
                            }[];
                            /** @description True where there are more. */
                            truncated: boolean;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Internal Server Error */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Bad Gateway */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset}/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask a dataset; parameters as param.name=value */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description An expression over the records.
                     * @example level < 10
                     */
                    filter?: string;
                    /** @description json, ndjson, csv, xlsx; default: what `Accept` asks for, else json. */
                    format?: string;
                    /** @description True reads anew; takes the privilege dataset:refresh. */
                    fresh?: string;
                    limit?: number;
                    offset?: number;
                    /** @description An expression, with ` desc` after it for the largest first; more than one by repeating it. */
                    sort?: string | string[];
                };
                header?: never;
                path: {
                    dataset: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DatasetAnswer"];
                    };
                };
                /** @description What you have is the answer. */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unsupported Media Type */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Internal Server Error */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Bad Gateway */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Ask a dataset */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dataset: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        filter?: string;
                        /** @description json, ndjson, csv, xlsx; default: what `Accept` asks for, else json. */
                        format?: string;
                        fresh?: boolean;
                        /** @description Records of the page; without it, all. */
                        limit?: number;
                        /** @description Records to leave out before the page. */
                        offset?: number;
                        /** @description JSON values by name. */
                        parameters?: {
                            [key: string]: unknown;
                        };
                        sort?: string[];
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DatasetAnswer"];
                    };
                };
                /** @description What you have is the answer. */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unsupported Media Type */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Internal Server Error */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Bad Gateway */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read a dataset anew, whatever is kept */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    dataset: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description JSON values by name.
                         * @default {}
                         */
                        parameters?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DatasetRefresh"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Internal Server Error */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Bad Gateway */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/invalidate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End what is kept of all datasets with these tags, on every node */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        tags: string[];
                    };
                };
            };
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deliveries/{delivery}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery: what was sent, what was answered */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    delivery: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Delivery"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Work on a delivery again that did not succeed
         * @description It keeps its id, so that effects with a key are not done twice, and its answer is replaced.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    delivery: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Delivery"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Endpoints with their figures */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            endpoints: components["schemas"]["EndpointSummary"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/endpoints/{endpoint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An endpoint: what a caller has to know */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    endpoint: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Endpoint"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/endpoints/{endpoint}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deliveries to an endpoint, the latest first */
        get: {
            parameters: {
                query?: {
                    /** @description The last delivery of the page before. */
                    before?: string;
                    /** @description The idempotency key. */
                    key?: string;
                    limit?: number;
                    outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
                    state?: "accepted" | "ended" | "ignored";
                };
                header?: never;
                path: {
                    endpoint: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            deliveries: components["schemas"]["DeliverySummary"][];
                            next?: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/endpoints/{endpoint}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try an endpoint: send a real call
         * @description It goes through all the stages as a call of yours. Where callers sign, it is signed for you, which takes the privilege endpoint:redeliver and is audited.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    endpoint: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EndpointTrialInput"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EndpointTrialAnswer"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/endpoints/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The endpoints that you may see, as OpenAPI 3.1 */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes as they happen (server-sent events)
         * @description Events `state`, `progress` and `log` of runs; `reload` when the definitions changed; `workflows` when
         *     something moved in one of them; `deliveries` when endpoints were called; `missed` when this reader was too slow and should look everything up again. `hello` says the id of the stream, on which a view of a dashboard
         *     sends its `picture`s.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Work that failed for good, of the instances that you may see */
        get: {
            parameters: {
                query?: {
                    workflow?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            incidents: components["schemas"]["WorkflowWork"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{incident}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try the work of an incident again, with corrected input if given */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    incident: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description What the chain or event is given instead; what is left out stays. */
                        parameters?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{incident}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give the work of an incident up */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    incident: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Instances that you may see, the newest first */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                    /** @description Only those that have ended, or only those that have not. */
                    final?: "true" | "false";
                    limit?: number;
                    /** @description Only those that you started. */
                    mine?: "true" | "false";
                    state?: string;
                    workflow?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            instances: components["schemas"]["InstanceSummary"][];
                            next?: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{instance}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An instance: data, task, and what may happen next */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    instance: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Instance"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{instance}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an event to an instance */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    instance: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description The same for the same event: it is then done once.
                         */
                        event?: string;
                        /** @default {} */
                        input?: {
                            [key: string]: unknown;
                        };
                        /** @example approve */
                        name: string;
                        /** @description The version that you saw: a newer one is a conflict. */
                        version?: number;
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventAnswer"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Internal Server Error */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Bad Gateway */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{instance}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to an instance, the newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    instance: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            entries: components["schemas"]["HistoryEntry"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs with their next instants and last runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            jobs: components["schemas"]["Job"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A job */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/backfills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last backfills of a job, and how far they are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            backfills: components["schemas"]["Backfill"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Run past instants of a job
         * @description They run one after the other, behind what the schedule or a person starts.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description Also the instants that succeeded already.
                         * @default false
                         */
                        again?: boolean;
                        /**
                         * @description A day or an instant; without an offset in the job's zone.
                         * @example 2026-03-01
                         */
                        from: string;
                        /**
                         * @description More instants than this are refused; at most 10,000.
                         * @default 1000
                         */
                        limit?: number;
                        /**
                         * @description The same; a day means its end.
                         * @example 2026-03-31
                         */
                        to: string;
                    };
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Backfill"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/backfills/{backfill}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel what is left of a backfill
         * @description What runs goes on to its end.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    backfill: string;
                    job: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Backfill"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/backfills/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a backfill would do */
        get: {
            parameters: {
                query: {
                    /** @description Also the instants that succeeded already. */
                    again?: string;
                    /**
                     * @description A day or an instant; without an offset in the job's zone.
                     * @example 2026-03-01
                     */
                    from: string;
                    /** @description More instants than this are refused; at most 10,000. */
                    limit?: number;
                    /**
                     * @description The same; a day means its end.
                     * @example 2026-03-31
                     */
                    to: string;
                };
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How many instants would run. */
                            count: number;
                            /** @description How many are left alone: they succeeded, or are under way. */
                            existing: number;
                            /** @description The first 500. */
                            instants: {
                                /**
                                 * Format: date-time
                                 * @description ISO 8601, with Z.
                                 * @example 2026-03-01T00:00:00.000Z
                                 */
                                planned: string;
                                runs: boolean;
                                /** @enum {string} */
                                state?: "planned" | "queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled" | "skipped" | "merged" | "missed";
                            }[];
                            /** @description True where there are more than the limit. */
                            tooMany: boolean;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/occurrences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Planned instants and their fate, the latest first */
        get: {
            parameters: {
                query?: {
                    before?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            next?: string;
                            occurrences: components["schemas"]["Occurrence"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a job: nothing is planned until it is resumed */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason?: string;
                    } | null;
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the schedule of a job will do, with the changes of its zone */
        get: {
            parameters: {
                query?: {
                    /** @description A day or an instant; default: now. */
                    from?: string;
                    limit?: number;
                    /** @description The same; default: 400 days later. */
                    to?: string;
                };
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SchedulePreview"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a job, from now on */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job}/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a job now
         * @description With `planned`, for that instant: it is `@planned` of the run.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    job: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @example 2026-03-01T08:00:00Z */
                        planned?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            occurrence: string;
                            run?: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API keys, the newest first */
        get: {
            parameters: {
                query?: {
                    /** @description Everybody's; needs admin:users. Default: your own. */
                    all?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            keys: components["schemas"]["ApiKey"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make an API key
         * @description The key itself is in this answer and nowhere else. Send it as `Authorization: Bearer mr_...`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description How long it lives.
                         * @default 90
                         */
                        days?: number;
                        /**
                         * @description What it is for.
                         * @example nightly import
                         */
                        name: string;
                        /** @description Whose rights it has: a sign-in name, or service:name. Default: you. Others need admin:users. */
                        owner?: string;
                        /**
                         * @description Privileges that narrow the owner's. Default: all of them.
                         * @example [
                         *       "dataset:query"
                         *     ]
                         */
                        scopes?: string[];
                    };
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: components["schemas"]["ApiKey"];
                            token: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Your own, or anybody's with admin:users. It stays in the list.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mails, the newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    run?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            mails: components["schemas"]["MailSummary"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{mail}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a mail says */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    mail: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Mail"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mails/{mail}/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The message itself, as .eml */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    mail: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description RFC 5322 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The nodes that live, and what each does */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            nodes: components["schemas"]["Node"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/privileges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every privilege there is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            privileges: {
                                allows: string;
                                name: string;
                            }[];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Roles, what they allow and who has them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            roles: components["schemas"]["Role"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs that you may see, the newest first */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                    chain?: string;
                    job?: string;
                    limit?: number;
                    /** @description Only the attempts at this occurrence of a job. */
                    occurrence?: string;
                    outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
                    state?: "queued" | "running" | "ended";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Give it as `before` for the next page. */
                            next?: string;
                            runs: components["schemas"]["RunSummary"][];
                            /** @description How many match in all; 100,000 stands for that many or more. */
                            total: number;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A run */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Run"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a run to stop */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description False if it had already ended. */
                            cancelling: boolean;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file that the run left */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The bytes. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description What you have is the file. */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}/files/{name}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first rows of a CSV file or workbook */
        get: {
            parameters: {
                query?: {
                    rows?: number;
                    sheet?: string;
                };
                header?: never;
                path: {
                    name: string;
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FilePreview"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unsupported Media Type */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of its log, the oldest first */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lines: components["schemas"]["LogLine"][];
                            /** @description Give it as `after` for the next page. */
                            next?: number;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records put aside, with the reason */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rejects: components["schemas"]["Reject"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became, and what becomes, of all jobs in a stretch of time */
        get: {
            parameters: {
                query: {
                    from: string;
                    to: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            coming: {
                                job: string;
                                /**
                                 * Format: date-time
                                 * @description ISO 8601, with Z.
                                 * @example 2026-03-01T00:00:00.000Z
                                 */
                                planned: string;
                            }[];
                            /** @description True where there is more in this stretch than is shown. */
                            more: boolean;
                            /**
                             * Format: date-time
                             * @description ISO 8601, with Z.
                             * @example 2026-03-01T00:00:00.000Z
                             */
                            now: string;
                            occurrences: components["schemas"]["OccurrenceOfJob"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Secrets that are stored, or that definitions ask for; without their values */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secrets: components["schemas"]["Secret"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{secret}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a secret: a new version; the value before is erased */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        value: string;
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            version: number;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Payload Too Large */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Delete a secret: its value is erased, its history stays */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{secret}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who set a secret when, the newest version first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    secret: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            versions: components["schemas"]["SecretVersion"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Service accounts */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            services: components["schemas"]["ServiceAccount"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Sign in with name and password, or with the token of a link
         * @description Only this uses a link up: opening its page, as mail scanners do, does not.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Of a sign-in link. */
                        token: string;
                    } | {
                        name: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Sign out */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set your own password
         * @description Your other sessions end.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Not needed where there is none yet, and for half an hour after a sign-in by link. */
                        current?: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your sessions, the last used first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            sessions: components["schemas"]["OwnSession"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of your sessions */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your inbox: what is assigned to you or to a role of yours; all tasks, for administrators */
        get: {
            parameters: {
                query?: {
                    scope?: "mine" | "all";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            tasks: components["schemas"]["Task"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a task of your role */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    task: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task}/delegate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand your task to somebody else */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    task: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The id or sign-in name of a user. */
                        to: string;
                    };
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task}/reassign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a task to somebody, as an administrator */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    task: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The id or sign-in name of a user. */
                        to: string;
                    };
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{task}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a task back to its role */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    task: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All users by name */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            users: components["schemas"]["User"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add a user
         * @description They come in by a link: POST to their `link`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description Values of the attributes that the workspace declares.
                         * @default {}
                         */
                        attributes?: {
                            [key: string]: unknown;
                        };
                        /** Format: email */
                        email?: string;
                        /**
                         * @description The sign-in name: lower case, for good.
                         * @example ada
                         */
                        id: string;
                        /** @description What people call them. Default: the sign-in name. */
                        name?: string;
                        /** @default [] */
                        roles?: string[];
                    };
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    user: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Rights change at once, also for those who are signed in.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    user: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Values of the attributes that the workspace declares. */
                        attributes?: {
                            [key: string]: unknown;
                        };
                        email?: string | null;
                        /** @description With `false`, sessions end and keys do not work. */
                        enabled?: boolean;
                        name?: string;
                        roles?: string[];
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/users/{user}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link that signs a user in, once
         * @description For somebody new or forgetful. It is shown once; give it to nobody else.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    user: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /**
                             * Format: date-time
                             * @description ISO 8601, with Z.
                             * @example 2026-03-01T00:00:00.000Z
                             */
                            expiresAt: string;
                            /** @description Of a page of this server. */
                            path: string;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End all sessions of a user */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    user: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            ended: number;
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workflows that you may start or have a role in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            workflows: components["schemas"]["WorkflowSummary"][];
                        };
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A workflow: states, transitions, and how many instances stand where */
        get: {
            parameters: {
                query?: {
                    /** @description Default: the present one. */
                    version?: number;
                };
                header?: never;
                path: {
                    workflow: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Workflow"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an instance */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    workflow: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description The same for the same wish: it is then done once.
                         */
                        event?: string;
                        /** @default {} */
                        input?: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventAnswer"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Internal Server Error */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Bad Gateway */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspace and what is wrong with it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Workspace"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {boolean} */
                            live: true;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/scheduler": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A scheduler lives, on whichever node, or has looked at no jobs for a minute */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            alive: boolean;
                            /**
                             * Format: date-time
                             * @description ISO 8601, with Z.
                             * @example 2026-03-01T00:00:00.000Z
                             */
                            lookedAt?: string;
                        };
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            alive: boolean;
                            /**
                             * Format: date-time
                             * @description ISO 8601, with Z.
                             * @example 2026-03-01T00:00:00.000Z
                             */
                            lookedAt?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description text/plain */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** It can do its work, or why not */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description The nodes that live; none while the store does not answer. */
                            nodes: {
                                /** @description True of the node that answers. */
                                isThis: boolean;
                                /** @description What it does: web, scheduler, worker. */
                                roles: string[];
                            }[];
                            parts: {
                                healthy: boolean;
                                name: string;
                                why?: string;
                            }[];
                            ready: boolean;
                        };
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description The nodes that live; none while the store does not answer. */
                            nodes: {
                                /** @description True of the node that answers. */
                                isThis: boolean;
                                /** @description What it does: web, scheduler, worker. */
                                roles: string[];
                            }[];
                            parts: {
                                healthy: boolean;
                                name: string;
                                why?: string;
                            }[];
                            ready: boolean;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who did something. */
        Actor: {
            id: string;
            /** @enum {string} */
            kind: "user" | "service" | "key" | "endpoint" | "system";
            name: string;
        };
        /** @description Something that is wrong with a job. */
        Alert: {
            cause: string;
            firing?: string;
            /** @description Absent for what is wrong with the scheduler itself. */
            job?: string;
            /** @enum {string} */
            kind: "failed" | "late" | "silent" | "dead";
            run?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            since: string;
            /**
             * @description `pending`: it begins to be wrong; nobody is told yet.
             * @enum {string}
             */
            state: "firing" | "pending";
            /**
             * Format: date-time
             * @description When its recipients were told last.
             * @example 2026-03-01T00:00:00.000Z
             */
            toldAt?: string;
        };
        AlertDelivery: {
            /** @description Of a mail; where a webhook goes is secret. */
            address?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            attempts: number;
            cause: string;
            channel: string;
            /** @description What the receiver said, or why it did not leave. */
            detail: string;
            /** @enum {string} */
            event: "began" | "reminded" | "ended" | "withdrawn";
            firing: string;
            id: string;
            /** @description The message that could not leave by its own channel. */
            insteadOf?: string;
            /** @description Absent for what is wrong with the scheduler itself. */
            job?: string;
            /** @enum {string} */
            kind: "failed" | "late" | "silent" | "dead";
            mayResend: boolean;
            /**
             * Format: date-time
             * @description When it is tried next.
             * @example 2026-03-01T00:00:00.000Z
             */
            nextAt?: string;
            /** @enum {string} */
            outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            /** @description How often it was sent again by hand. */
            resent: number;
            run?: string;
            /** @description What was sent last, secrets taken out. */
            sent?: {
                body: string;
                title: string;
            };
            /**
             * @description `kept`: no mail server is set, so it is shown and not sent. `failed`: given up.
             * @enum {string}
             */
            state: "waiting" | "sent" | "kept" | "failed";
            tries: {
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                at: string;
                detail: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                endedAt?: string;
                number: number;
                /**
                 * @description Absent while it goes on, and where it was broken off.
                 * @enum {string}
                 */
                result?: "sent" | "kept" | "failed";
            }[];
            /** @enum {string} */
            way: "email" | "webhook";
        };
        /** @description One time that an alert fired, from its beginning to its end. */
        AlertFiring: {
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            beganAt: string;
            cause: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            endedAt?: string;
            endedCause?: string;
            endedRun?: string;
            /**
             * @description `withdrawn`: nobody asks for it any more; the job is switched off or gone, say.
             * @enum {string}
             */
            ending?: "ended" | "withdrawn";
            id: string;
            /** @description Absent for what is wrong with the scheduler itself. */
            job?: string;
            /** @enum {string} */
            kind: "failed" | "late" | "silent" | "dead";
            run?: string;
        };
        /** @description What one recipient is told of an alert. */
        AlertMessage: {
            /** @description Of a mail; where a webhook goes is secret. */
            address?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            attempts: number;
            cause: string;
            channel: string;
            /** @description What the receiver said, or why it did not leave. */
            detail: string;
            /** @enum {string} */
            event: "began" | "reminded" | "ended" | "withdrawn";
            firing: string;
            id: string;
            /** @description The message that could not leave by its own channel. */
            insteadOf?: string;
            /** @description Absent for what is wrong with the scheduler itself. */
            job?: string;
            /** @enum {string} */
            kind: "failed" | "late" | "silent" | "dead";
            /**
             * Format: date-time
             * @description When it is tried next.
             * @example 2026-03-01T00:00:00.000Z
             */
            nextAt?: string;
            /** @enum {string} */
            outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            /** @description How often it was sent again by hand. */
            resent: number;
            run?: string;
            /**
             * @description `kept`: no mail server is set, so it is shown and not sent. `failed`: given up.
             * @enum {string}
             */
            state: "waiting" | "sent" | "kept" | "failed";
            /** @enum {string} */
            way: "email" | "webhook";
        };
        ApiKey: {
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            expiresAt: string;
            id: string;
            name: string;
            /** @description A user's sign-in name, or service:name. */
            owner: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            revokedAt?: string;
            /** @description Privileges; without it all of the owner's. */
            scopes?: string[];
            /** @description How it begins. */
            start: string;
            /** @enum {string} */
            state: "live" | "expired" | "revoked";
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            usedAt?: string;
            usedFrom?: string;
        };
        AuditEntry: {
            action: string;
            actor: {
                id: string;
                kind: string;
                name: string;
            };
            /** @description Where it came from. */
            address?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            detail: {
                [key: string]: unknown;
            };
            id: string;
            object: {
                kind: string;
                name: string;
            };
            /** @enum {string} */
            result: "done" | "refused" | "failed";
            /** @description Its number in the chain of seals; without one it is not sealed yet. */
            seq?: number;
            /**
             * @description What happened, in plain words.
             * @example Ada set the secret SHOP_KEY
             */
            words: string;
        };
        AuditVerdict: {
            faults: {
                id?: string;
                /** @enum {string} */
                kind: "changed" | "removed" | "repeated";
                message: string;
                seq: number;
            }[];
            /** @description The newest seal. Kept elsewhere, it tells later whether the whole log was written anew. */
            head?: string;
            sealed: number;
            unsealed: number;
            /** @description True if everything is as it was sealed. */
            whole: boolean;
        };
        /** @description Past instants of a job, planned anew by somebody. */
        Backfill: {
            /** @description Who wanted it. */
            by: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            cancelledAt?: string;
            /** @description How many of them are in each state. */
            counts: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            from: string;
            id: string;
            job: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            to: string;
            /** @description How many instants were planned. */
            total: number;
        };
        Chain: {
            chainset: string;
            description?: string;
            effects: components["schemas"]["Effect"][];
            errors: number;
            file: string;
            group?: string;
            hash: string;
            /** @description The shape of the records it takes. */
            input?: components["schemas"]["Field"][];
            /** @description The jobs that run it. */
            jobs: string[];
            /** @description Bytes. */
            memory?: number;
            /**
             * @description The full name.
             * @example sales.GenerateDailySalesReport
             */
            name: string;
            output: {
                name: string;
                type: string;
            }[];
            parameters: components["schemas"]["Field"][];
            pipeline: components["schemas"]["Step"][];
            plan?: string;
            problems: components["schemas"]["DefinitionProblem"][];
            /** @description False where an error must be corrected first, or records must be given. */
            runnable: boolean;
            steps: number;
            /** @description Milliseconds. */
            timeout?: number;
            warnings: number;
        };
        Chainset: {
            chains: components["schemas"]["ChainSummary"][];
            description?: string;
            file: string;
            name: string;
            /** @description Of its file; chains that cannot be read at all are only here. */
            problems: components["schemas"]["DefinitionProblem"][];
        };
        ChainSummary: {
            chainset: string;
            description?: string;
            effects: components["schemas"]["Effect"][];
            errors: number;
            group?: string;
            /** @description The jobs that run it. */
            jobs: string[];
            /**
             * @description The full name.
             * @example sales.GenerateDailySalesReport
             */
            name: string;
            /** @description False where an error must be corrected first, or records must be given. */
            runnable: boolean;
            steps: number;
            warnings: number;
        };
        Connection: {
            /**
             * @description Where it leads to, as it is written, without credentials; absent where a secret says it.
             * @example postgres://db.example.com:5432/shop
             */
            address?: string;
            description?: string;
            file: string;
            name: string;
            policies: components["schemas"]["SourcePolicy"][];
            /** @description Names of the secrets that it asks for. */
            secrets: string[];
            type: string;
            /** @description Roles whose definitions may name it; without it, all. */
            use?: string[];
            /**
             * @description Definitions that name it.
             * @example [
             *       "chain sales.Report"
             *     ]
             */
            usedBy: string[];
        };
        /** @description What came of trying a connection. No secret is in it. */
        ConnectionCheck: {
            /**
             * @description What answered.
             * @example PostgreSQL 18.1, database shop
             */
            detail?: string;
            healthy: boolean;
            problem?: {
                code: string;
                hint?: string;
                message: string;
            };
            /** @description Milliseconds. */
            took: number;
        };
        /** @description A field above the pages; the options of a select may come with each view. */
        Control: {
            label: string;
            /** @description What a select offers, where it is always the same. */
            options?: unknown[];
            parameter: string;
            /** @enum {string} */
            type: "select" | "date" | "text";
        };
        Dashboard: {
            controls: components["schemas"]["Control"][];
            description?: string;
            enabled: boolean;
            name: string;
            pages: {
                name: string;
                widgets: components["schemas"]["Widget"][];
            }[];
            parameters: components["schemas"]["Field"][];
        };
        DashboardSummary: {
            description?: string;
            enabled: boolean;
            name: string;
            pages: string[];
        };
        DashboardView: {
            page: string;
            parameters: {
                [key: string]: unknown;
            };
            parts: components["schemas"]["PartPicture"][];
            /** @description Of the widgets, in their order. */
            titles: (string | null)[];
        };
        Dataset: {
            /** @description When what is kept is over. */
            cache?: {
                poll?: {
                    chain: string;
                    /** @description Milliseconds. */
                    every: number;
                };
                /** @description Milliseconds. */
                stale?: number;
                tags: string[];
                /** @description Milliseconds. */
                ttl?: number;
            };
            cached: boolean;
            /** @description The chain that gives its records. */
            chain: string;
            description?: string;
            enabled: boolean;
            figures: components["schemas"]["DatasetFigures"];
            file: string;
            limit: number;
            name: string;
            parameters: components["schemas"]["DatasetParameter"][];
            problems: components["schemas"]["DefinitionProblem"][];
            /** @description The rule that its records keep, as it is written. */
            rows?: string;
            /** @description False where an error must be corrected first. */
            runnable: boolean;
            shape: {
                kind: string;
                name: string;
                type: string;
            }[];
        };
        /** @description Records of a dataset, as whoever asked may see them. */
        DatasetAnswer: {
            /**
             * Format: date-time
             * @description When the records were read.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            dataset: string;
            /** @enum {string} */
            outcome: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            records: {
                [key: string]: unknown;
            }[];
            /** @description Records that the chain put aside. */
            rejected?: number;
            /** @description The run that read them. */
            run?: string;
            shape: {
                name: string;
                type: string;
            }[];
            /** @description These are the last good records: a refresh failed, for this reason, or is under way. */
            stale?: {
                problem?: {
                    code: string;
                    hint?: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                since: string;
            };
            /** @description Records before the page was cut out. */
            total: number;
            /** @description True where the dataset's limit cut the records. */
            truncated: boolean;
            /** @description Changes when the records change. */
            version: string;
        };
        /** @description Of this node, since it started. */
        DatasetFigures: {
            /** @description What they take in memory, about. */
            bytes: number;
            /** @description Evaluations that are kept: one for each parameters and fingerprint. */
            entries: number;
            /** @description Runs of its chain. */
            evaluations: number;
            /** @description Those that failed. */
            failures: number;
            /** @description Answered from what is kept. */
            hits: number;
            /** @description Read anew. */
            misses: number;
            /**
             * Format: date-time
             * @description When the newest records that are kept were read.
             * @example 2026-03-01T00:00:00.000Z
             */
            newest?: string;
            /** @description Milliseconds. */
            p50?: number;
            /** @description Milliseconds. */
            p99?: number;
            queries: number;
            /** @description Answered from what was being read for somebody else. */
            shared: number;
            /** @description Answered with the last good records. */
            stale: number;
            /** @description Read because nothing is kept of this dataset. */
            uncached: number;
        };
        DatasetParameter: {
            /** @description True where its choices are to be asked for: they come from a dataset. */
            choices: boolean;
            /** @description A value, a template or an `=expression`. */
            default?: unknown;
            /** @description What the default is at this moment. */
            defaultNow?: unknown;
            description?: string;
            /** @description A value as people would send it. */
            example?: unknown;
            help?: string;
            /** @description The kind of a list's items. */
            item?: string;
            /**
             * @description The type without its parts.
             * @example list
             */
            kind: string;
            label?: string;
            /** @description How many lines forms show of a text. */
            lines?: number;
            max?: number | string;
            min?: number | string;
            name: string;
            optional: boolean;
            options?: unknown[];
            pattern?: string;
            sensitive?: boolean;
            /**
             * @description As it is written in definitions.
             * @example list(text)
             */
            type: string;
        };
        DatasetRefresh: {
            /**
             * Format: date-time
             * @description When the records were read.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            dataset: string;
            /** @enum {string} */
            outcome: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            /** @description Records that the chain put aside. */
            rejected?: number;
            /** @description The run that read them. */
            run?: string;
            shape: {
                name: string;
                type: string;
            }[];
            /** @description These are the last good records: a refresh failed, for this reason, or is under way. */
            stale?: {
                problem?: {
                    code: string;
                    hint?: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                since: string;
            };
            /** @description Records before the page was cut out. */
            total: number;
            /** @description True where the dataset's limit cut the records. */
            truncated: boolean;
            /** @description Changes when the records change. */
            version: string;
        };
        DatasetSummary: {
            cached: boolean;
            /** @description The chain that gives its records. */
            chain: string;
            description?: string;
            enabled: boolean;
            figures: components["schemas"]["DatasetFigures"];
            name: string;
            /** @description How many it has. */
            parameters: number;
            /** @description False where an error must be corrected first. */
            runnable: boolean;
        };
        DefinitionProblem: {
            code: string;
            column?: number;
            file?: string;
            hint?: string;
            line?: number;
            message: string;
            /** @description Keys from the root of the document. */
            path?: string;
            /** @enum {string} */
            severity: "error" | "warning";
        };
        Delivery: {
            address?: string;
            answer: {
                body: string;
                headers: {
                    [key: string]: string;
                };
            };
            attempt: number;
            code?: string;
            /** @description Milliseconds until the answer. */
            duration: number;
            endpoint: string;
            id: string;
            instance?: string;
            /** @description The idempotency key. */
            key?: string;
            method: string;
            /**
             * @description Absent where it was ignored, or is not known yet.
             * @enum {string}
             */
            outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            path: string;
            principal?: {
                id: string;
                kind: string;
                name: string;
            };
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            receivedAt: string;
            /** @description True if it can be worked on again. */
            redeliverable: boolean;
            request: {
                body?: string;
                headers: {
                    [key: string]: string;
                };
                masked: boolean;
                query: string;
            };
            run?: string;
            /** @enum {string} */
            state: "accepted" | "ended" | "ignored";
            status: number;
        };
        DeliverySummary: {
            address?: string;
            attempt: number;
            code?: string;
            /** @description Milliseconds until the answer. */
            duration: number;
            endpoint: string;
            id: string;
            instance?: string;
            /** @description The idempotency key. */
            key?: string;
            method: string;
            /**
             * @description Absent where it was ignored, or is not known yet.
             * @enum {string}
             */
            outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            path: string;
            principal?: {
                id: string;
                kind: string;
                name: string;
            };
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            receivedAt: string;
            run?: string;
            /** @enum {string} */
            state: "accepted" | "ended" | "ignored";
            status: number;
        };
        /** @description What a chain does to the outside world. */
        Effect: {
            description: string;
            /** @enum {string} */
            kind: "none" | "transactional" | "idempotent" | "at-least-once";
        };
        Endpoint: {
            answers: {
                meaning: string;
                status: number;
            }[];
            /** @description `none`, `key`, `session`, `hmac` or the name of a preset. */
            auth: string;
            /** @description How callers show who they are, in a sentence. */
            authWords: string;
            description?: string;
            enabled: boolean;
            /** @description A call by curl, to be changed and tried. */
            example: string;
            /** @description The body of that call. */
            exampleBody?: string;
            /** @description Values that fit for the headers that its expressions name, where one is known. */
            exampleHeaders: {
                [key: string]: string;
            };
            figures: components["schemas"]["EndpointFigures"];
            file: string;
            /** @description Headers that its expressions name. */
            headers: string[];
            idempotency?: {
                key: string;
                within: number;
            };
            /** @description The fields of the body, where it has a shape. */
            input?: components["schemas"]["Field"][];
            limits: {
                body: number;
                concurrent?: number;
                rates: string[];
            };
            method: string;
            name: string;
            /** @description Places inside of fields of the body that are records: `lines[].sku`. */
            nested: {
                path: string;
                type: string;
            }[];
            output: {
                name: string;
                type: string;
            }[];
            /** @description Parameters in its path. */
            parameters: string[];
            /**
             * @description Its address on this server.
             * @example /hooks/shop/{source}
             */
            path: string;
            /** @description Query parameters that its expressions name. */
            query: string[];
            /** @enum {string} */
            records: "one" | "many";
            /** @description True if the caller may have deliveries worked on again. */
            redeliver: boolean;
            /** @enum {string} */
            respond: "result" | "receipt";
            /** @description The service account whose rights the work has. */
            runAs?: string;
            /** @description False where an error must be corrected first. */
            runnable: boolean;
            /** @description The status of an answer with records. */
            status: number;
            target: components["schemas"]["EndpointTarget"];
            /** @description Why the caller may not try it from its page. */
            trialRefusal?: string;
            when?: string;
        };
        /** @description What became of the deliveries of the last 24 hours. */
        EndpointFigures: {
            deliveries: number;
            /** @description Answered with a status of 500 or more. */
            failed: number;
            /** @description For which `when` was not true. */
            ignored: number;
            /** @description Half of the answers came within so many milliseconds. */
            p50?: number;
            p99?: number;
            /** @description Answered with a status of 400 to 499. */
            refused: number;
        };
        EndpointSummary: {
            /** @description `none`, `key`, `session`, `hmac` or the name of a preset. */
            auth: string;
            description?: string;
            enabled: boolean;
            figures: components["schemas"]["EndpointFigures"];
            method: string;
            name: string;
            /**
             * @description Its address on this server.
             * @example /hooks/shop/{source}
             */
            path: string;
            /** @description False where an error must be corrected first. */
            runnable: boolean;
            target: components["schemas"]["EndpointTarget"];
        };
        /** @description What a call starts. */
        EndpointTarget: {
            chain: string;
            /** @constant */
            kind: "chain";
        } | {
            /** @constant */
            kind: "start";
            workflow: string;
        } | {
            event: string;
            /** @constant */
            kind: "send";
        };
        EndpointTrial: {
            /** @description As it is sent: JSON as text. */
            body?: string;
            /** @default {} */
            headers: {
                [key: string]: string;
            };
            /**
             * @description Values of the parameters in its path.
             * @default {}
             */
            path: {
                [key: string]: string;
            };
            /** @default {} */
            query: {
                [key: string]: string;
            };
        };
        EndpointTrialAnswer: {
            body: string;
            code?: string;
            /** @description The delivery; absent where none was written down. */
            delivery?: string;
            /** @description Milliseconds on the server. */
            duration: number;
            headers: {
                [key: string]: string;
            };
            /** @enum {string} */
            outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            /** @description True where it is the answer that an earlier delivery got. */
            repeated: boolean;
            status: number;
        };
        EndpointTrialInput: {
            /** @description As it is sent: JSON as text. */
            body?: string;
            /** @default {} */
            headers: {
                [key: string]: string;
            };
            /**
             * @description Values of the parameters in its path.
             * @default {}
             */
            path: {
                [key: string]: string;
            };
            /** @default {} */
            query: {
                [key: string]: string;
            };
        };
        EventAnswer: {
            /** @description The id of the event. */
            event: string;
            instance?: {
                final: boolean;
                id: string;
                state: string;
                version: number;
                workflow: string;
            };
            /** @description True if it was told before, and this is what it got then. */
            repeated: boolean;
        };
        /** @description A parameter or a field of a shape. */
        Field: {
            /** @description A value, a template or an `=expression`. */
            default?: unknown;
            /** @description What the default is at this moment. */
            defaultNow?: unknown;
            description?: string;
            /** @description A value as people would send it. */
            example?: unknown;
            help?: string;
            /** @description The kind of a list's items. */
            item?: string;
            /**
             * @description The type without its parts.
             * @example list
             */
            kind: string;
            label?: string;
            /** @description How many lines forms show of a text. */
            lines?: number;
            max?: number | string;
            min?: number | string;
            name: string;
            optional: boolean;
            options?: unknown[];
            pattern?: string;
            sensitive?: boolean;
            /**
             * @description As it is written in definitions.
             * @example list(text)
             */
            type: string;
        };
        FilePreview: {
            columns: {
                name: string;
                numeric: boolean;
            }[];
            /** @description True if there are more rows than these. */
            more: boolean;
            /** @description Cells as the file shows them. */
            rows: (string | null)[][];
            /** @description The sheet that is shown. */
            sheet?: string;
            /** @description The sheets of a workbook; none otherwise. */
            sheets: string[];
        };
        HistoryEntry: {
            actions: {
                chain: string;
                duration: number;
                effects: {
                    performed: boolean;
                    step: string;
                    summary: {
                        [key: string]: unknown;
                    };
                    uses: string;
                }[];
                /** @enum {string} */
                outcome: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
                place: string;
                problem?: components["schemas"]["RunProblem"];
                run: string;
            }[];
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            by: components["schemas"]["Actor"];
            detail: {
                [key: string]: unknown;
            };
            from?: string;
            id: string;
            /** @description What was entered. */
            input: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            kind: "event" | "action" | "task" | "incident";
            /** @description The event, or what was done. */
            name: string;
            /** @enum {string} */
            outcome: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            problem?: components["schemas"]["RunProblem"];
            /** @description The public data before it: what the sender saw. */
            shown: {
                [key: string]: unknown;
            };
            to?: string;
            version?: number;
        };
        Instance: {
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            changedAt: string;
            /** @description The version of the workflow that it follows. */
            definition: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            endedAt?: string;
            events: components["schemas"]["PossibleEvent"][];
            fields: {
                private?: components["schemas"]["Field"][];
                public: components["schemas"]["Field"][];
            };
            final: boolean;
            id: string;
            incidents: number;
            /** @description Only for administrators and those who have the task. */
            private?: {
                [key: string]: unknown;
            };
            public: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            startedAt: string;
            startedBy: components["schemas"]["Actor"];
            state: string;
            stateLabel: string;
            task?: components["schemas"]["Task"];
            timers: {
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                at: string;
                event: string;
            }[];
            /** @description Counts the committed events; give it back with an event. */
            version: number;
            /** @description Actions and events that wait, and incidents. */
            work: components["schemas"]["WorkflowWork"][];
            workflow: string;
            workflowLabel?: string;
        };
        InstanceSummary: {
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            changedAt: string;
            /** @description The version of the workflow that it follows. */
            definition: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            endedAt?: string;
            final: boolean;
            id: string;
            incidents: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            startedAt: string;
            startedBy: components["schemas"]["Actor"];
            state: string;
            stateLabel: string;
            task?: components["schemas"]["Task"];
            /** @description Counts the committed events; give it back with an event. */
            version: number;
            workflow: string;
            workflowLabel?: string;
        };
        Job: {
            /** @description What is wrong with it now, and was told. */
            alerts: {
                cause: string;
                /** @enum {string} */
                kind: "failed" | "late" | "silent" | "dead";
                run?: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                since: string;
            }[];
            chain: string;
            description?: string;
            enabled: boolean;
            file: string;
            lastRun?: components["schemas"]["RunSummary"];
            name: string;
            /** @description The next planned instants, soonest first. */
            next: string[];
            /** @description What happens when it is due and still running. */
            overlap: string;
            parameters: {
                [key: string]: unknown;
            };
            paused?: {
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                at: string;
                reason: string;
            };
            /** @description False where an error must be corrected first. */
            runnable: boolean;
            /**
             * @description In words.
             * @example every day at 08:00
             */
            schedule?: string;
            /** @description What starts it beside its schedule, and why that cannot be seen, where it cannot. */
            triggers: {
                problem?: string;
                words: string;
            }[];
            zone: string;
        };
        LogLine: {
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            /** @enum {string} */
            level: "debug" | "info" | "warn" | "error";
            message: string;
            seq: number;
            step?: string;
        };
        Mail: {
            headers: {
                name: string;
                value: string;
            }[];
            /** @description As it was written: show it where no script runs. */
            html?: string;
            id: string;
            /** @description What is attached. */
            parts: {
                mediaType: string;
                name: string;
                size: number;
            }[];
            text?: string;
        };
        MailSummary: {
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            attachments: string[];
            detail: string;
            from: string;
            id: string;
            run?: string;
            /**
             * @description `kept`: no mail server is set, so it is shown and not sent.
             * @enum {string}
             */
            state: "pending" | "sent" | "kept" | "failed";
            subject: string;
            to: string;
        };
        Node: {
            id: string;
            /** @description True of the node that answers. */
            isThis: boolean;
            /** @description The machine. */
            name: string;
            /** @description What it does: web, scheduler, worker; none for a command. */
            roles: string[];
            /**
             * Format: date-time
             * @description Its last sign of life.
             * @example 2026-03-01T00:00:00.000Z
             */
            seenAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            startedAt: string;
            version: string;
        };
        /** @description One planned instant of a job and its fate. */
        Occurrence: {
            attempt: number;
            /** @description Every run for it, the first one first. */
            attempts: {
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                endedAt?: string;
                /** @description Where its log is, page by page. */
                log: string;
                /** @enum {string} */
                outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
                run: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                startedAt?: string;
            }[];
            /**
             * @description What triggered it, in words.
             * @example after import-orders
             * @example file data/inbox/a.csv
             */
            cause?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            due: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            endedAt?: string;
            id: string;
            /** @description Milliseconds from when it was due to when it started. */
            late: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            nextAttemptAt?: string;
            /** @description `schedule`, `manual:..`, `backfill:..`, or of a trigger `after:..`, `file:..` or `poll:..`. */
            origin: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            planned: string;
            reason?: string;
            run?: string;
            /** @enum {string} */
            state: "planned" | "queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled" | "skipped" | "merged" | "missed";
            /**
             * Format: date-time
             * @description The last instant, of a row that stands for a range.
             * @example 2026-03-01T00:00:00.000Z
             */
            until?: string;
        };
        OccurrenceOfJob: {
            attempt: number;
            /** @description Every run for it, the first one first. */
            attempts: {
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                endedAt?: string;
                /** @description Where its log is, page by page. */
                log: string;
                /** @enum {string} */
                outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
                run: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                startedAt?: string;
            }[];
            /**
             * @description What triggered it, in words.
             * @example after import-orders
             * @example file data/inbox/a.csv
             */
            cause?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            due: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            endedAt?: string;
            id: string;
            job: string;
            /** @description Milliseconds from when it was due to when it started. */
            late: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            nextAttemptAt?: string;
            /** @description `schedule`, `manual:..`, `backfill:..`, or of a trigger `after:..`, `file:..` or `poll:..`. */
            origin: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            planned: string;
            reason?: string;
            run?: string;
            /** @enum {string} */
            state: "planned" | "queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled" | "skipped" | "merged" | "missed";
            /**
             * Format: date-time
             * @description The last instant, of a row that stands for a range.
             * @example 2026-03-01T00:00:00.000Z
             */
            until?: string;
        };
        OwnSession: {
            address?: string;
            agent?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            createdAt: string;
            /** @description True for the one that asks. */
            current: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            expiresAt: string;
            id: string;
            /** @enum {string} */
            method: "link" | "password";
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            seenAt: string;
        };
        PartPicture: {
            /** @description Its place among the widgets of the page, or among the controls. */
            index: number;
            /** @enum {string} */
            kind: "widget" | "control";
            picture: components["schemas"]["Picture"];
            /** @description Of two pictures of one part, the higher is newer. */
            seq: number;
        };
        /** @description What a part of a view shows. */
        Picture: {
            /**
             * Format: date-time
             * @description When the records were read.
             * @example 2026-03-01T00:00:00.000Z
             */
            at?: string;
            content?: {
                columns: {
                    name: string;
                    type: string;
                }[];
                rows: unknown[][];
                targets?: {
                    [key: string]: unknown;
                }[];
                text?: string;
                /** @description How many rows there are, of which the first are here. */
                total: number;
            };
            /** @description True where the dataset's limit cut the records. */
            cut?: boolean;
            /** @description While `waiting`: parameters to choose first. */
            missing?: string[];
            problem?: components["schemas"]["PictureProblem"];
            /** @description Set where newer records could not be read, or are being read. */
            stale?: {
                problem?: components["schemas"]["PictureProblem"];
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                since: string;
            };
            /** @enum {string} */
            state: "loading" | "waiting" | "rows" | "empty" | "issues" | "sign-in" | "no-access" | "not-found" | "failed";
        };
        /** @description A failure; its run for those who may see it. */
        PictureProblem: {
            hint?: string;
            message: string;
            run?: string;
        };
        /** @description What may happen next. */
        PossibleEvent: {
            /** @description Whether you may send it; guards are asked only then. */
            allowed: boolean;
            form: components["schemas"]["Field"][];
            /** @description What stands in the form before. */
            known: {
                [key: string]: unknown;
            };
            label?: string;
            name: string;
            to: string[];
            /** @description Why not. */
            why?: string;
        };
        /** @description Whose rights a run has. */
        Principal: {
            id: string;
            /** @enum {string} */
            kind: "user" | "service" | "key" | "endpoint" | "system";
            name: string;
        };
        /** @description What is wrong (RFC 9457). */
        Problem: {
            /**
             * @description The code of the error checked.
             * @example not_found
             */
            code: string;
            /** @description What is wrong here. */
            detail: string;
            /** @description What would be right. */
            hint?: string;
            /** @description Where the input is wrong. */
            issues?: {
                code: string;
                message: string;
                path: string;
            }[];
            /** @enum {string} */
            outcome: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            /** @description The id of the request, for whoever runs the server. */
            request: string;
            /** @description The run that it belongs to. */
            run?: string;
            status: number;
            /** @description What the code means. */
            title: string;
            /**
             * @description The code as a URI.
             * @example urn:millrace:error:not_found
             */
            type: string;
        };
        Reject: {
            code: string;
            reason: string;
            record: unknown;
            step: string;
        };
        Role: {
            /** @description Every privilege that they stand for. */
            allows: string[];
            builtIn: boolean;
            description?: string;
            /** @description Where it is defined; absent for one that is built in. */
            file?: string;
            name: string;
            /** @description As they were written: `chain:*`. */
            privileges: string[];
            /** @description The ids of the service accounts that have it. */
            services: string[];
            /** @description The ids of the users who have it. */
            users: string[];
        };
        Run: {
            chain: string;
            /** @description Hash of every definition it used. */
            definitions: {
                [key: string]: string;
            };
            dryRun: boolean;
            effects: {
                /** @description False in a dry run: this is what would have happened. */
                performed: boolean;
                step: string;
                summary: {
                    [key: string]: unknown;
                };
                uses: string;
            }[];
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            endedAt?: string;
            files: components["schemas"]["RunFile"][];
            id: string;
            /** @enum {string} */
            outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            parameters: {
                [key: string]: unknown;
            };
            plan?: string;
            principal: components["schemas"]["Principal"];
            /** @description The first of its problems. */
            problem?: components["schemas"]["RunProblem"];
            problems: components["schemas"]["RunProblem"][];
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            queuedAt: string;
            /** @description What the last step gave. */
            records: number;
            rejected: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            startedAt?: string;
            /** @enum {string} */
            state: "queued" | "running" | "ended";
            steps: components["schemas"]["StepCounters"][];
            /** @description The id of its trace, where it is recorded. */
            trace?: string;
            trigger: components["schemas"]["Trigger"];
        };
        RunFile: {
            mediaType: string;
            name: string;
            sha256: string;
            size: number;
        };
        RunProblem: {
            code: string;
            hint?: string;
            issues?: {
                code: string;
                message: string;
                path: string;
            }[];
            message: string;
            step?: string;
        };
        RunSummary: {
            chain: string;
            dryRun: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            endedAt?: string;
            files: components["schemas"]["RunFile"][];
            id: string;
            /** @enum {string} */
            outcome?: "ok" | "accepted" | "empty" | "truncated" | "invalid" | "unauthenticated" | "denied" | "not-found" | "conflict" | "busy" | "upstream" | "timeout" | "cancelled" | "failed";
            principal: components["schemas"]["Principal"];
            /** @description The first of its problems. */
            problem?: components["schemas"]["RunProblem"];
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            queuedAt: string;
            /** @description What the last step gave. */
            records: number;
            rejected: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            startedAt?: string;
            /** @enum {string} */
            state: "queued" | "running" | "ended";
            steps: components["schemas"]["StepCounters"][];
            trigger: components["schemas"]["Trigger"];
        };
        /** @description Instants of a schedule, with the changes of its zone among them. */
        SchedulePreview: {
            entries: {
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                at: string;
                /**
                 * @description Before a change.
                 * @example +08:00
                 */
                before?: string;
                /**
                 * @description `change`: the clocks of the zone are changed.
                 * @enum {string}
                 */
                kind: "instant" | "change";
                /**
                 * @description From UTC.
                 * @example +08:00
                 */
                offset: string;
            }[];
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            from: string;
            /** @description True where there are more instants in the range than were asked for. */
            more: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            to: string;
            zone: string;
        };
        /** @description A secret. Its value is never sent. */
        Secret: {
            /** @description The stored version that has a value. */
            current?: components["schemas"]["SecretVersion"];
            name: string;
            /**
             * @description Where the value comes from that holds on this node; `environment` and `file` hold over what is stored. `none`: it is asked for and has no value.
             * @enum {string}
             */
            place: "environment" | "file" | "store" | "none";
            /** @description False where it was encrypted with another key than this node has. */
            readable: boolean;
            /**
             * @description Definitions that name it.
             * @example [
             *       "connection shop"
             *     ]
             */
            usedBy: string[];
        };
        SecretVersion: {
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            at: string;
            by: {
                id: string;
                kind: string;
                name: string;
            };
            /**
             * Format: date-time
             * @description When its value was erased: by a newer version, or because the secret was deleted.
             * @example 2026-03-01T00:00:00.000Z
             */
            erasedAt?: string;
            version: number;
        };
        ServiceAccount: {
            attributes: {
                [key: string]: unknown;
            };
            description?: string;
            /** @description Where it is defined. */
            file: string;
            id: string;
            name: string;
            roles: string[];
        };
        /** @description Who is signed in. */
        Session: {
            administrator: boolean;
            /** @description The sign-in name. */
            id: string;
            name: string;
            /** @description What its roles allow, on objects that it has access to. */
            privileges: string[];
            roles: string[];
        };
        /** @description What may be seen of a source, by its definition. */
        SourcePolicy: {
            description?: string;
            file: string;
            /** @description When each masked column is shown. */
            mask: {
                [key: string]: string;
            };
            name: string;
            /** @description Which records may be seen. */
            rows?: string;
            /** @description The table or collection. */
            source: string;
        };
        Step: {
            /** @enum {string} */
            category: "source" | "transform" | "flow" | "sink";
            enabled: boolean;
            index: number;
            label?: string;
            /** @description Its id, or what it uses with its number. */
            name: string;
            nested: {
                label: string;
                steps: components["schemas"]["Step"][];
            }[];
            /** @enum {string} */
            onError: "fail" | "skip" | "reject";
            output: {
                name: string;
                type: string;
            }[];
            /** @description Its `with`, as it is written. */
            settings?: unknown;
            summary: string;
            uses: string;
        };
        /** @description What went through a step. */
        StepCounters: {
            bytesIn: number;
            bytesOut: number;
            /** @description How many steps it stands inside of; missing for none. */
            depth?: number;
            /** @enum {string} */
            engine: "row" | "vector" | "source";
            index: number;
            label?: string;
            recordsIn: number;
            recordsOut: number;
            rejected: number;
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed";
            step: string;
            /** @description One query did it with other steps: nobody counted. */
            uncounted?: boolean;
            uses: string;
            /** @description Milliseconds waiting for others. */
            waiting: number;
            /** @description Milliseconds at work. */
            working: number;
        };
        /** @description What somebody has to do. */
        Task: {
            assignee?: components["schemas"]["Actor"];
            claimedBy?: components["schemas"]["Actor"];
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            dueAt?: string;
            id: string;
            instance: string;
            label: string;
            /** @description What you may do with it, beside deciding it. */
            may: ("claim" | "release" | "delegate" | "reassign")[];
            /** @description The public data of its instance. */
            public: {
                [key: string]: unknown;
            };
            /** @description Anybody with this role may claim it. */
            role?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            startedAt: string;
            startedBy: components["schemas"]["Actor"];
            state: string;
            workflow: string;
            workflowLabel?: string;
        };
        /** @description What caused a run. */
        Trigger: {
            job?: string;
            /** @enum {string} */
            kind: "schedule" | "trigger" | "backfill" | "manual" | "cli" | "setup" | "workflow" | "dataset" | "dashboard" | "endpoint" | "test";
            occurrence?: string;
            /** @description The workflow, dataset, dashboard or endpoint. */
            of?: string;
            /** @description Where in that definition: `pending.onEntry.0`. */
            place?: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            planned?: string;
            /** @description The instance or delivery. */
            subject?: string;
        };
        User: {
            attributes: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            createdAt: string;
            email?: string;
            enabled: boolean;
            hasPassword: boolean;
            /** @description The sign-in name. */
            id: string;
            /** @description What people call them. */
            name: string;
            roles: string[];
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            signedInAt?: string;
        };
        Widget: {
            /** @description [x, y, width, height] on a grid of 12 columns. */
            at: number[];
            /** @description What a click on a row does. */
            click?: {
                /** @description The page that it opens; none: it stays on this one. */
                page?: string;
            };
            dataset?: string;
            format?: string | {
                [key: string]: string;
            };
            /** @enum {string} */
            type: "number" | "table" | "bar" | "line" | "pie" | "text";
        };
        Workflow: {
            description?: string;
            enabled: boolean;
            file: string;
            /** @description What the start event asks for. */
            form: components["schemas"]["Field"][];
            incidents: number;
            initial: string;
            label?: string;
            /** @description Whether you may start an instance. */
            mayStart: boolean;
            name: string;
            /** @description Instances that have not ended. */
            open: number;
            private: components["schemas"]["Field"][];
            /** @description What must be corrected before one can be started. */
            problem?: string;
            public: components["schemas"]["Field"][];
            /** @description The version that is shown. */
            shown: number;
            /** @description The event that creates an instance. */
            start: string;
            states: components["schemas"]["WorkflowState"][];
            transitions: components["schemas"]["WorkflowTransition"][];
            /** @description What new instances follow. */
            version: number;
            versions: {
                /**
                 * Format: date-time
                 * @description ISO 8601, with Z.
                 * @example 2026-03-01T00:00:00.000Z
                 */
                at: string;
                open: number;
                version: number;
            }[];
        };
        /** @description A chain that runs on the way. */
        WorkflowAction: {
            /** @description It runs after the commit, from a queue. */
            afterCommit: boolean;
            chain: string;
            /** @description The state that an outcome leads to. */
            onError: {
                [key: string]: string;
            };
            /**
             * @description Where the record it gives goes.
             * @enum {string}
             */
            writes?: "public" | "private";
        };
        WorkflowState: {
            description?: string;
            final: boolean;
            initial: boolean;
            /** @description How many instances are in it. */
            instances: number;
            label?: string;
            name: string;
            onEntry: components["schemas"]["WorkflowAction"][];
            onExit: components["schemas"]["WorkflowAction"][];
            task?: {
                /** @description Milliseconds. */
                due?: number;
                fourEyes: boolean;
                /** @description Who has to act, in words. */
                who: string;
            };
            timers: {
                /** @description Milliseconds. */
                after: number;
                event: string;
            }[];
        };
        WorkflowSummary: {
            description?: string;
            enabled: boolean;
            incidents: number;
            label?: string;
            /** @description Whether you may start an instance. */
            mayStart: boolean;
            name: string;
            /** @description Instances that have not ended. */
            open: number;
            /** @description What must be corrected before one can be started. */
            problem?: string;
            /** @description What new instances follow. */
            version: number;
        };
        WorkflowTransition: {
            actions: components["schemas"]["WorkflowAction"][];
            from: string;
            /** @description An expression, or the chain that decides. */
            guard?: string;
            /** @description Only timers and chains of the workflow send it. */
            internal: boolean;
            /**
             * @description By an event, or because an action failed.
             * @enum {string}
             */
            kind: "event" | "error";
            label?: string;
            /** @description The event, or the outcome. */
            name: string;
            to: string;
        };
        /** @description What the server does about an instance by itself. */
        WorkflowWork: {
            attempts: number;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            changedAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, with Z.
             * @example 2026-03-01T00:00:00.000Z
             */
            dueAt: string;
            id: string;
            instance?: string;
            /** @enum {string} */
            kind: "timer" | "action" | "event";
            /** @description What it is given; may be corrected. */
            parameters: {
                [key: string]: unknown;
            };
            /** @description Where in the definition it stands. */
            place?: string;
            problem?: components["schemas"]["RunProblem"];
            /** @enum {string} */
            state: "waiting" | "incident";
            /** @description The chain, or the event that is to be sent. */
            what: string;
            workflow: string;
        };
        Workspace: {
            /** @description How many documents there are of each kind. */
            counts: {
                [key: string]: number;
            };
            currency?: string;
            description?: string;
            locale: string;
            name: string;
            problems: components["schemas"]["DefinitionProblem"][];
            /** @description What a newcomer should look at, of what the caller may see. */
            tour: {
                /** @enum {string} */
                kind: "chain" | "job" | "workflow" | "dataset" | "dashboard" | "endpoint";
                name: string;
                title: string;
                try: string;
            }[];
            /** @description The version of Millrace. */
            version: string;
            zone: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
