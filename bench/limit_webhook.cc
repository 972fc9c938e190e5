// Set c by hand: tables of the members, in the order in which they are sent.
#include "limit.h"

namespace norm::bench {
namespace {

using namespace by_hand;

template <class V>
constexpr auto kUser = std::to_array<Field<V>>({
    {"login", text<V>},
    {"id", integer<1, 3'000'000'000, V>},
    {"node_id", text<V>},
    {"avatar_url", text<V>},
    {"gravatar_id", text<V>},
    {"url", text<V>},
    {"html_url", text<V>},
    {"followers_url", text<V>},
    {"following_url", text<V>},
    {"gists_url", text<V>},
    {"starred_url", text<V>},
    {"subscriptions_url", text<V>},
    {"organizations_url", text<V>},
    {"repos_url", text<V>},
    {"events_url", text<V>},
    {"received_events_url", text<V>},
    {"type",
     [](V value) {
       return choice(value, {"User", "Bot", "Organization"});
     }},
    {"site_admin", boolean<V>},
});

template <class V>
constexpr auto kReactions = std::to_array<Field<V>>({
    {"url", text<V>},
    {"total_count", integer<0, 500, V>},
    {"plus_one", integer<0, 500, V>},
    {"minus_one", integer<0, 500, V>},
    {"laugh", integer<0, 500, V>},
    {"hooray", integer<0, 500, V>},
    {"confused", integer<0, 500, V>},
    {"heart", integer<0, 500, V>},
    {"rocket", integer<0, 500, V>},
    {"eyes", integer<0, 500, V>},
});

template <class V>
constexpr auto kLabel = std::to_array<Field<V>>({
    {"id", integer<1, 3'000'000'000, V>},
    {"node_id", text<V>},
    {"url", text<V>},
    {"name", text<V>},
    {"color", text<V>},
    {"default", boolean<V>},
    {"description", nullable<text<V>>},
});

template <class V>
bool association(V value) {
  return choice(value, {"NONE", "OWNER", "MEMBER", "CONTRIBUTOR", "COLLABORATOR"});
}

template <class V>
constexpr auto kIssue = std::to_array<Field<V>>({
    {"url", text<V>},
    {"repository_url", text<V>},
    {"labels_url", text<V>},
    {"comments_url", text<V>},
    {"events_url", text<V>},
    {"html_url", text<V>},
    {"id", integer<1, 3'000'000'000, V>},
    {"node_id", text<V>},
    {"number", integer<1, 90'000, V>},
    {"title", text<V>},
    {"user", object<kUser<V>, V>},
    {"labels", [](V value) { return list(value, 0, 4, object<kLabel<V>, V>); }},
    {"state",
     [](V value) {
       return choice(value, {"open", "closed"});
     }},
    {"locked", boolean<V>},
    {"assignee", nullable<object<kUser<V>, V>>},
    {"assignees", [](V value) { return list(value, 0, 2, object<kUser<V>, V>); }},
    {"milestone", nullable<text<V>>},
    {"comments", integer<0, 900, V>},
    {"created_at", instant<V>},
    {"updated_at", instant<V>},
    {"closed_at", nullable<instant<V>>},
    {"author_association", association<V>},
    {"active_lock_reason", nullable<text<V>>},
    {"body", text<V>},
    {"reactions", object<kReactions<V>, V>},
    {"timeline_url", text<V>},
    {"state_reason", nullable<text<V>>},
});

template <class V>
constexpr auto kComment = std::to_array<Field<V>>({
    {"url", text<V>},
    {"html_url", text<V>},
    {"issue_url", text<V>},
    {"id", integer<1, 3'000'000'000, V>},
    {"node_id", text<V>},
    {"user", object<kUser<V>, V>},
    {"created_at", instant<V>},
    {"updated_at", instant<V>},
    {"author_association", association<V>},
    {"body", text<V>},
    {"reactions", object<kReactions<V>, V>},
});

template <class V>
constexpr auto kLicense = std::to_array<Field<V>>({
    {"key", text<V>},
    {"name", text<V>},
    {"spdx_id", text<V>},
    {"url", text<V>},
    {"node_id", text<V>},
});

template <class V>
constexpr auto kRepository = std::to_array<Field<V>>({
    {"id", integer<1, 3'000'000'000, V>},
    {"node_id", text<V>},
    {"name", text<V>},
    {"full_name", text<V>},
    {"private", boolean<V>},
    {"owner", object<kUser<V>, V>},
    {"html_url", text<V>},
    {"description", nullable<text<V>>},
    {"fork", boolean<V>},
    {"url", text<V>},
    {"forks_url", text<V>},
    {"keys_url", text<V>},
    {"collaborators_url", text<V>},
    {"teams_url", text<V>},
    {"hooks_url", text<V>},
    {"issue_events_url", text<V>},
    {"events_url", text<V>},
    {"assignees_url", text<V>},
    {"branches_url", text<V>},
    {"tags_url", text<V>},
    {"blobs_url", text<V>},
    {"git_tags_url", text<V>},
    {"git_refs_url", text<V>},
    {"trees_url", text<V>},
    {"statuses_url", text<V>},
    {"languages_url", text<V>},
    {"stargazers_url", text<V>},
    {"contributors_url", text<V>},
    {"subscribers_url", text<V>},
    {"subscription_url", text<V>},
    {"commits_url", text<V>},
    {"git_commits_url", text<V>},
    {"comments_url", text<V>},
    {"issue_comment_url", text<V>},
    {"contents_url", text<V>},
    {"compare_url", text<V>},
    {"merges_url", text<V>},
    {"archive_url", text<V>},
    {"downloads_url", text<V>},
    {"issues_url", text<V>},
    {"pulls_url", text<V>},
    {"milestones_url", text<V>},
    {"notifications_url", text<V>},
    {"labels_url", text<V>},
    {"releases_url", text<V>},
    {"deployments_url", text<V>},
    {"created_at", instant<V>},
    {"updated_at", instant<V>},
    {"pushed_at", instant<V>},
    {"git_url", text<V>},
    {"ssh_url", text<V>},
    {"clone_url", text<V>},
    {"svn_url", text<V>},
    {"homepage", nullable<text<V>>},
    {"size", integer<0, 900'000, V>},
    {"stargazers_count", integer<0, 900'000, V>},
    {"watchers_count", integer<0, 900'000, V>},
    {"language", nullable<text<V>>},
    {"has_issues", boolean<V>},
    {"has_projects", boolean<V>},
    {"has_downloads", boolean<V>},
    {"has_wiki", boolean<V>},
    {"has_pages", boolean<V>},
    {"has_discussions", boolean<V>},
    {"forks_count", integer<0, 9'000, V>},
    {"mirror_url", nullable<text<V>>},
    {"archived", boolean<V>},
    {"disabled", boolean<V>},
    {"open_issues_count", integer<0, 9'000, V>},
    {"license", nullable<object<kLicense<V>, V>>},
    {"allow_forking", boolean<V>},
    {"is_template", boolean<V>},
    {"web_commit_signoff_required", boolean<V>},
    {"topics", [](V value) { return list(value, 0, 5, text<V>); }},
    {"visibility", [](V value) { return choice(value, {"public", "private", "internal"}); }},
    {"forks", integer<0, 9'000, V>},
    {"open_issues", integer<0, 9'000, V>},
    {"watchers", integer<0, 9'000, V>},
    {"default_branch", text<V>},
});

template <class V>
constexpr auto kMessage = std::to_array<Field<V>>({
    {"action",
     [](V value) {
       return choice(value, {"created", "edited", "deleted"});
     }},
    {"issue", object<kIssue<V>, V>},
    {"comment", object<kComment<V>, V>},
    {"repository", object<kRepository<V>, V>},
    {"sender", object<kUser<V>, V>},
});

struct Whole {
  bool operator()(InDocument::Object message) { return members_fit(message, kMessage<InDocument>); }
  bool operator()(OnDemand::Object message) { return members_fit(message, kMessage<OnDemand>); }
};

}  // namespace

Limit limit_of_issue_comment() { return limit<Whole>(); }

}  // namespace norm::bench
