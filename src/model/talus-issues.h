/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a node as its template sees it. Commands cannot make most
 * of it; imports and a change of template can. Computed, never stored. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusIssueCode:
 * @TALUS_ISSUE_UNKNOWN_TYPE: the template has no such node type
 * @TALUS_ISSUE_ILLEGAL_PLACE: the parent's type does not allow the node's
 * @TALUS_ISSUE_UNKNOWN_PROPERTY: the node's type has no such property
 * @TALUS_ISSUE_UNKNOWN_OPTION: the property has no such option
 * @TALUS_ISSUE_INVALID_VALUE: the property does not take such a value
 * @TALUS_ISSUE_REQUIRED: a required property has no value
 *
 * All but the last make the node, or its property, an orphan.
 */
typedef enum
{
  TALUS_ISSUE_UNKNOWN_TYPE,
  TALUS_ISSUE_ILLEGAL_PLACE,
  TALUS_ISSUE_UNKNOWN_PROPERTY,
  TALUS_ISSUE_UNKNOWN_OPTION,
  TALUS_ISSUE_INVALID_VALUE,
  TALUS_ISSUE_REQUIRED,
} TalusIssueCode;

/**
 * TalusIssueFunc:
 * @code: what is wrong
 * @property_key: (nullable): the property it is about, as stored, or %NULL
 *   where it is about the node
 * @message: a sentence
 * @user_data: what was given with the function
 *
 * Is told of one issue. The texts are valid during the call.
 */
typedef void (*TalusIssueFunc) (TalusIssueCode  code,
                                const char     *property_key,
                                const char     *message,
                                gpointer        user_data);

void        talus_issues_foreach      (TalusGraph     *graph,
                                       TalusNode      *node,
                                       TalusTemplate  *template,
                                       TalusIssueFunc  func,
                                       gpointer        user_data);
gboolean    talus_issues_is_orphaned  (TalusGraph     *graph,
                                       TalusNode      *node,
                                       TalusTemplate  *template);
const char *talus_issue_code_get_name (TalusIssueCode  code);

G_END_DECLS
