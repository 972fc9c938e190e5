// Set c: about 14 kB, GitHub's issue_comment webhook: 300 members in its order, mostly URLs.
#include <string>
#include <utility>

#include "sets.h"

namespace norm::bench {
namespace {

using Members = std::vector<Member>;

void add_urls(Members& members, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) members.push_back(req(key, url(44, 76)));
}

Shape id() { return integer(1, 3'000'000'000); }

Shape user() {
  Members members = {req("login", text(5, 15)), req("id", id()), req("node_id", text(20, 20)),
                     req("avatar_url", url(45, 55)), req("gravatar_id", text(0, 0))};
  add_urls(members, {"url", "html_url", "followers_url", "following_url", "gists_url", "starred_url",
                     "subscriptions_url", "organizations_url", "repos_url", "events_url", "received_events_url"});
  members.push_back(req("type", choice({"User", "Bot", "Organization"})));
  members.push_back(req("site_admin", boolean()));
  return named("User", object(std::move(members)));
}

Shape reactions() {
  Members members = {req("url", url(60, 80))};
  for (const char* key :
       {"total_count", "plus_one", "minus_one", "laugh", "hooray", "confused", "heart", "rocket", "eyes"}) {
    members.push_back(req(key, integer(0, 500)));
  }
  return named("Reactions", object(std::move(members)));
}

Shape label() {
  return named("Label", object({req("id", id()), req("node_id", text(20, 28)), req("url", url(50, 70)),
                                req("name", text(3, 16)), req("color", text(6, 6)), req("default", boolean()),
                                req("description", nullable(text(10, 60)))}));
}

Shape association() { return named("Association", choice({"NONE", "OWNER", "MEMBER", "CONTRIBUTOR", "COLLABORATOR"})); }

Shape issue() {
  Members members;
  add_urls(members, {"url", "repository_url", "labels_url", "comments_url", "events_url", "html_url"});
  for (Member& member : Members{req("id", id()),
                                req("node_id", text(20, 20)),
                                req("number", integer(1, 90'000)),
                                req("title", text(20, 80)),
                                req("user", user()),
                                req("labels", list(0, 4, label())),
                                req("state", choice({"open", "closed"})),
                                req("locked", boolean()),
                                req("assignee", nullable(user())),
                                req("assignees", list(0, 2, user())),
                                req("milestone", nullable(text(5, 10))),
                                req("comments", integer(0, 900)),
                                req("created_at", instant()),
                                req("updated_at", instant()),
                                req("closed_at", nullable(instant())),
                                req("author_association", association()),
                                req("active_lock_reason", nullable(text(5, 10))),
                                req("body", text(100, 700)),
                                req("reactions", reactions()),
                                req("timeline_url", url(60, 80)),
                                req("state_reason", nullable(text(5, 12)))}) {
    members.push_back(std::move(member));
  }
  return object(std::move(members));
}

Shape comment() {
  Members members;
  add_urls(members, {"url", "html_url", "issue_url"});
  for (Member& member :
       Members{req("id", id()), req("node_id", text(20, 20)), req("user", user()), req("created_at", instant()),
               req("updated_at", instant()), req("author_association", association()), req("body", text(60, 500)),
               req("reactions", reactions())}) {
    members.push_back(std::move(member));
  }
  return object(std::move(members));
}

Shape repository() {
  Members members = {req("id", id()),
                     req("node_id", text(20, 20)),
                     req("name", text(5, 18)),
                     req("full_name", text(12, 36)),
                     req("private", boolean()),
                     req("owner", user()),
                     req("html_url", url(36, 50)),
                     req("description", nullable(text(20, 90))),
                     req("fork", boolean())};
  add_urls(members, {"url",
                     "forks_url",
                     "keys_url",
                     "collaborators_url",
                     "teams_url",
                     "hooks_url",
                     "issue_events_url",
                     "events_url",
                     "assignees_url",
                     "branches_url",
                     "tags_url",
                     "blobs_url",
                     "git_tags_url",
                     "git_refs_url",
                     "trees_url",
                     "statuses_url",
                     "languages_url",
                     "stargazers_url",
                     "contributors_url",
                     "subscribers_url",
                     "subscription_url",
                     "commits_url",
                     "git_commits_url",
                     "comments_url",
                     "issue_comment_url",
                     "contents_url",
                     "compare_url",
                     "merges_url",
                     "archive_url",
                     "downloads_url",
                     "issues_url",
                     "pulls_url",
                     "milestones_url",
                     "notifications_url",
                     "labels_url",
                     "releases_url",
                     "deployments_url"});
  for (const char* key : {"created_at", "updated_at", "pushed_at"}) members.push_back(req(key, instant()));
  add_urls(members, {"git_url", "ssh_url", "clone_url", "svn_url"});
  members.push_back(req("homepage", nullable(url(30, 40))));
  for (const char* key : {"size", "stargazers_count", "watchers_count"})
    members.push_back(req(key, integer(0, 900'000)));
  members.push_back(req("language", nullable(text(2, 10))));
  for (const char* key : {"has_issues", "has_projects", "has_downloads", "has_wiki", "has_pages", "has_discussions"}) {
    members.push_back(req(key, boolean()));
  }
  members.push_back(req("forks_count", integer(0, 9'000)));
  members.push_back(req("mirror_url", nullable(url(30, 40))));
  for (const char* key : {"archived", "disabled"}) members.push_back(req(key, boolean()));
  members.push_back(req("open_issues_count", integer(0, 9'000)));
  members.push_back(
      req("license", nullable(object({req("key", text(3, 10)), req("name", text(8, 20)), req("spdx_id", text(3, 10)),
                                      req("url", url(36, 44)), req("node_id", text(20, 20))}))));
  for (const char* key : {"allow_forking", "is_template", "web_commit_signoff_required"}) {
    members.push_back(req(key, boolean()));
  }
  members.push_back(req("topics", list(0, 5, text(4, 14))));
  members.push_back(req("visibility", choice({"public", "private", "internal"})));
  for (const char* key : {"forks", "open_issues", "watchers"}) members.push_back(req(key, integer(0, 9'000)));
  members.push_back(req("default_branch", text(4, 8)));
  return named("Repository", object(std::move(members)));
}

}  // namespace

Shape issue_comment() {
  return object({req("action", choice({"created", "edited", "deleted"})), req("issue", issue()),
                 req("comment", comment()), req("repository", repository()), req("sender", user()),
                 undeclared("installation", object({req("id", id())})), undeclared("delivery", text(36, 36))});
}

}  // namespace norm::bench
