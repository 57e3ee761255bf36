/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms taken apart: what is read, what is refused, and that nothing of a
 * part is lost or doubled whatever is in it. */
#include <string.h>

#include "base/talus-error.h"
#include "host/talus-multipart.h"

/* A form as browsers send it, with one part more for each pair. */
static GBytes *
make_form (const char *boundary,
           const char *first_header,
           ...)
{
  GString *form = g_string_new (NULL);
  const char *header = first_header;
  va_list args;

  va_start (args, first_header);
  while (header != NULL)
    {
      const char *content = va_arg (args, const char *);

      g_string_append_printf (form, "--%s\r\n%s\r\n\r\n%s\r\n", boundary, header, content);
      header = va_arg (args, const char *);
    }
  va_end (args);
  g_string_append_printf (form, "--%s--\r\n", boundary);

  return g_string_free_to_bytes (form);
}

static GPtrArray *
split (GBytes      *form,
       const char  *boundary,
       GError     **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (form, &size);
  /* On the heap and no byte longer, so that a sanitizer sees the end. */
  g_autofree char *exact = g_memdup2 (data, size);

  return talus_multipart_split (exact, size, boundary, error);
}

static void
assert_part (GBytes     *form,
             GPtrArray  *parts,
             guint       index,
             const char *name,
             const char *filename,
             const char *content)
{
  const TalusPart *part = g_ptr_array_index (parts, index);
  const char *data = g_bytes_get_data (form, NULL);

  g_assert_cmpstr (part->name, ==, name);
  g_assert_cmpstr (part->filename, ==, filename);
  g_assert_cmpmem (data + part->start, part->length, content, strlen (content));
}

static void
test_parts (void)
{
  g_autoptr(GBytes) form = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GError) error = NULL;

  form = make_form ("XyZ",
                    "Content-Disposition: form-data; name=\"file\"; filename=\"a b.json\"\r\n"
                    "Content-Type: application/json", "{\"a\":1}",
                    "content-disposition:form-data;name=template", "",
                    "X-Other: 1\r\nContent-Disposition: form-data; name=\"a\\\"b\"", "\r\n--Xy\r\n",
                    NULL);
  parts = split (form, "XyZ", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 3);
  assert_part (form, parts, 0, "file", "a b.json", "{\"a\":1}");
  assert_part (form, parts, 1, "template", NULL, "");
  assert_part (form, parts, 2, "a\"b", NULL, "\r\n--Xy\r\n");
}

static void
test_binary_content (void)
{
  static const char content[] = "SQLite format 3\0\r\n-\r\n--\0\r\r\n\n";
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GBytes) form = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GError) error = NULL;
  const char *head = "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n";
  const char *tail = "\r\n--b--";
  const TalusPart *part = NULL;

  g_byte_array_append (bytes, (const guint8 *) head, strlen (head));
  g_byte_array_append (bytes, (const guint8 *) content, sizeof content);
  g_byte_array_append (bytes, (const guint8 *) tail, strlen (tail));
  form = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  parts = split (form, "b", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 1);
  part = g_ptr_array_index (parts, 0);
  g_assert_cmpmem ((const char *) g_bytes_get_data (form, NULL) + part->start, part->length,
                   content, sizeof content);
}

static void
test_what_is_refused (void)
{
#define HEAD "Content-Disposition: form-data; name=\"f\"\r\n\r\n"
  static const char * const refused[] = {
    "",
    "-",
    "--",
    "--b",
    "--b\r\n",
    "--b\r\n" HEAD,
    "--b\r\n" HEAD "content",
    "--b\r\n" HEAD "content\r\n--b",
    "--b\r\n" HEAD "content\r\n--b-",
    "--b\r\n" HEAD "content\r\n--bx\r\n" HEAD "\r\n--b--",
    "--b\n" HEAD "content\r\n--b--",
    "preamble\r\n--b\r\n" HEAD "content\r\n--b--",
    "--b\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: form-data\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: attachment; name=f\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: form-data; name=\"f\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: form-data; name=f x\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: form-data; name=f; name=g\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: form-data; name=f\r\n"
    "Content-Disposition: form-data; name=g\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Disposition: form-data; name=f\nContent-Type: a\r\n\r\ncontent\r\n--b--",
    "--b\r\n: form-data; name=f\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent Disposition: form-data; name=f\r\n\r\ncontent\r\n--b--",
    "--b\r\nContent-Transfer-Encoding: base64\r\n" HEAD "content\r\n--b--",
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GBytes) form = g_bytes_new_static (refused[i], strlen (refused[i]));
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) parts = split (form, "b", &error);

      g_test_message ("%u", i);
      g_assert_null (parts);
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
    }
}

static void
test_no_parts (void)
{
  g_autoptr(GBytes) form = g_bytes_new_static ("--b--", 5);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) parts = split (form, "b", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 0);
}

static void
test_bounds (void)
{
  g_autoptr(GString) many = g_string_new (NULL);
  g_autoptr(GString) wide = g_string_new ("--b\r\n");
  g_autoptr(GBytes) many_form = NULL;
  g_autoptr(GBytes) wide_form = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i <= TALUS_MULTIPART_MAX_PARTS; i++)
    g_string_append (many, "--b\r\n" HEAD "\r\n");
  g_string_append (many, "--b--");
  many_form = g_string_free_to_bytes (g_steal_pointer (&many));
  g_assert_null (split (many_form, "b", &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
  g_clear_error (&error);

  while (wide->len < 10000)
    g_string_append (wide, "X-Header: a header that is not needed\r\n");
  g_string_append (wide, HEAD "\r\n--b--");
  wide_form = g_string_free_to_bytes (g_steal_pointer (&wide));
  g_assert_null (split (wide_form, "b", &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
}

static void
test_boundary (void)
{
  static const struct
  {
    const char *content_type;
    const char *boundary;
  } cases[] = {
    { "multipart/form-data; boundary=abc", "abc" },
    { "Multipart/Form-Data;charset=utf-8 ;Boundary=\"a b\"", "a b" },
    { "multipart/form-data; boundary=\"----WebKit(1)=?\"", "----WebKit(1)=?" },
    { "multipart/form-data; boundary=abc;", "abc" },
    { NULL, NULL },
    { "", NULL },
    { "application/json", NULL },
    { "multipart/mixed; boundary=abc", NULL },
    { "multipart/form-data", NULL },
    { "multipart/form-datax; boundary=abc", NULL },
    { "multipart/form-data; boundary=", NULL },
    { "multipart/form-data; boundary=\"\"", NULL },
    { "multipart/form-data; boundary=\"a ", NULL },
    { "multipart/form-data; boundary=\"a \"", NULL },
    { "multipart/form-data; boundary=\"a\\\"b\"", NULL },
    { "multipart/form-data; boundary=a; boundary=b", NULL },
    { "multipart/form-data; boundary=1234567890123456789012345678901234567890"
      "1234567890123456789012345678901", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *boundary = talus_multipart_get_boundary (cases[i].content_type);

      g_assert_cmpstr (boundary, ==, cases[i].boundary);
    }
}

/* Every way to end too early, and bytes changed at random: no part ever lies
 * outside the form, or over another. */
static void
test_damage (void)
{
  g_autoptr(GBytes) form = NULL;
  gsize size = 0;
  const char *data = NULL;

  form = make_form ("bound", "Content-Disposition: form-data; name=\"file\"; filename=\"x\\\\y\"",
                    "some content\r\n--boun",
                    "Content-Disposition: form-data; name=\"template\"\r\nContent-Type: a/b",
                    "more", NULL);
  data = g_bytes_get_data (form, &size);
  for (gsize i = 0; i < size + 5000; i++)
    {
      g_autofree char *copy = g_memdup2 (data, size);
      g_autoptr(GBytes) damaged = NULL;
      g_autoptr(GPtrArray) parts = NULL;
      g_autoptr(GError) error = NULL;
      gsize end = 0;

      if (i >= size)
        copy[g_test_rand_int_range (0, (int) size)] = (char) g_test_rand_int_range (0, 256);
      damaged = g_bytes_new (copy, MIN (i, size));
      parts = split (damaged, "bound", &error);
      g_assert_true ((parts == NULL) == (error != NULL));
      for (guint j = 0; parts != NULL && j < parts->len; j++)
        {
          const TalusPart *part = g_ptr_array_index (parts, j);

          g_assert_cmpuint (part->start, >=, end);
          g_assert_cmpuint (part->length, <=, size);
          end = part->start + part->length;
          g_assert_cmpuint (end, <=, size);
          g_assert_true (g_utf8_validate (part->name, -1, NULL));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/multipart/parts-are-found", test_parts);
  g_test_add_func ("/multipart/content-is-any-bytes", test_binary_content);
  g_test_add_func ("/multipart/what-is-refused", test_what_is_refused);
  g_test_add_func ("/multipart/no-parts-are-none", test_no_parts);
  g_test_add_func ("/multipart/bounds", test_bounds);
  g_test_add_func ("/multipart/boundary-of-a-content-type", test_boundary);
  g_test_add_func ("/multipart/damage-does-no-harm", test_damage);

  return g_test_run ();
}
